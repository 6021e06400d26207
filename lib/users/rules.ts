/** How many pairs of metadata a person may have. */
export const mostPairs = 20;

type Names = { name: string | null; givenName: string | null; familyName: string | null };

/**
 * The names of a person after some of them changed: undefined leaves as it is, "" clears. The whole and its parts never contradict each
 * other: a new whole drops the parts that were not told with it, and new parts alone make the whole.
 */
export function renamed(before: Names, patch: { [Name in keyof Names]?: string | undefined }): Names {
  const part = (key: "givenName" | "familyName", otherwise: string | null) =>
    patch[key] === undefined ? otherwise : patch[key] || null;
  if (patch.name !== undefined && (patch.name || null) !== before.name) {
    return { name: patch.name || null, givenName: part("givenName", null), familyName: part("familyName", null) };
  }
  const [givenName, familyName] = [part("givenName", before.givenName), part("familyName", before.familyName)];
  const same = givenName === before.givenName && familyName === before.familyName;
  const whole = [givenName, familyName].filter(Boolean).join(" ");
  return { name: same || patch.name !== undefined ? before.name : whole || null, givenName, familyName };
}
