/** A person at the end of a first sign-in: what the provider or the link proved of them. */
export type NewPerson = {
  /** Normalised and proven. */
  email: string;
  name: string | null;
  givenName: string | null;
  familyName: string | null;
  image: string | null;
};

/** An identity at a provider. The key is (provider, issuer, providerAccountId). */
export type ProviderAccount = {
  provider: string;
  /** Whose subject it is: a provider that is pointed elsewhere has other people under the same numbers. */
  issuer: string;
  providerAccountId: string;
  /** The address the provider named. */
  email: string | null;
};
