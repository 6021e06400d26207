/**
 * A part of a path as it was meant. Next hands it over as it came, and an external id may hold what a path cannot; what is not whole
 * stays as it is.
 */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
