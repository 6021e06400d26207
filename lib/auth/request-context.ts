import { AsyncLocalStorage } from "node:async_hooks";
import type { UserId } from "#lib/ids";
import type { ProviderAccount } from "#lib/provisioning/types";

/** Facts of one request to Auth.js that its adapter and callbacks need and Auth.js does not hand on. */
export type AuthRequest = {
  /** Which method signs in, as sessions record it. */
  method: string;
  ip: string | null;
  userAgent: string | null;
  /** Slug of the organization whose door this sign-in began at, when it did. */
  organization: string | null;
  /** The session token this browser came with: a new sign-in ends it. */
  previousToken: string | null;
  /** The signed-in person who asked to add this provider to their account; null for an ordinary sign-in. */
  linkingTo: UserId | null;
  /** An identity whose address the provider did not vouch for, begun in this browser and now being confirmed by mail. */
  unconfirmed: ProviderAccount | null;
  /** The address the provider names while an account is being linked; set by the signIn callback. */
  linkingEmail: string | null;
  /** Set by the adapter when the identity is linked already: then nothing is provisioned. */
  knownAccount: boolean;
  /** Set by the adapter when somebody has the address that a link was mailed to: then nobody new is made. */
  knownPerson: boolean;
  /** Where the signIn callback sends someone instead of letting them in: an address of ours, which needs no more judging. */
  detour: string | null;
};

/** A request with nothing known but what is given. */
export function newAuthRequest(known: Pick<AuthRequest, "method" | "ip"> & Partial<AuthRequest>): AuthRequest {
  return {
    userAgent: null,
    organization: null,
    previousToken: null,
    linkingTo: null,
    linkingEmail: null,
    unconfirmed: null,
    knownAccount: false,
    knownPerson: false,
    detour: null,
    ...known,
  };
}

const storage = new AsyncLocalStorage<AuthRequest>();

export function runAuthRequest<T>(request: AuthRequest, work: () => Promise<T>): Promise<T> {
  return storage.run(request, work);
}

/** Where this request's sign-in was sent instead, or null; also outside the Auth.js route, which has none. */
export function detourOf(): string | null {
  return storage.getStore()?.detour ?? null;
}

/** @throws Error outside the Auth.js route: a session or user can only be made there */
export function authRequest(): AuthRequest {
  const request = storage.getStore();
  if (!request) throw new Error("Sessions and users are made in the Auth.js route only.");
  return request;
}
