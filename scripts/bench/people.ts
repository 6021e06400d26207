/** Who makes up people, each with a range of numbers of its own, so that no two ever meet. */
const ranges = { provider: 1, form: 2, "next floor": 3, "node floor": 4, api: 5, "bare floor": 6 } as const;

/** Digits survive in every spelling that code makes of a name: an address, a slug, a sentence. */
export function freshNumbers(range: keyof typeof ranges): () => string {
  let next = ranges[range] * 1_000_000_000;
  return () => String(next++);
}

export const numberPattern = /(?<!\d)[1-6]\d{9}(?!\d)/;

/** People of companies nobody has heard of before: their workspace gets the company's name, and the first address tried. */
export function freshPeople(range: keyof typeof ranges) {
  const numbers = freshNumbers(range);
  return () => {
    const number = numbers();
    return {
      subject: `subject-${number}`,
      email: `maya@orion-${number}.com`,
      name: "Maya Lindqvist",
      givenName: "Maya",
      familyName: "Lindqvist",
    };
  };
}
