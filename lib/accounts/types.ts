/** A provider identity that signs its person in. */
export type LinkedAccount = {
  /** Auth.js' name of the provider, which is also the id of our method. */
  provider: string;
  /** The address the provider named when it was linked. */
  email: string | null;
  linkedAt: Date;
};

export type Passkey = {
  credentialId: string;
  /** `multiDevice` is kept in sync between a person's devices by their platform; `singleDevice` never leaves one. */
  deviceType: string;
  /** Comma-separated WebAuthn transports, as the browser named them. */
  transports: string | null;
  addedAt: Date;
  lastUsedAt: Date | null;
};
