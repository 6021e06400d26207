/** How long a deleted organization can be restored, and how long nobody else gets its addresses; in days from its deletion. */
export const graceDays = 30;
export const heldDays = 90;

/**
 * Whether what was typed is the name that is to be deleted. As generous as the screen: it shows any run of spaces as one, and
 * composes letters and their marks as it likes.
 */
export function confirms(typed: string, displayName: string): boolean {
  return asSeen(typed) === asSeen(displayName);
}

function asSeen(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim();
}
