import type { OrganizationId, WebhookEndpointId } from "#lib/ids";

/** What each kind of job is told. Ids only: a job row outlives what it is about and never holds a secret. */
export type JobData = {
  /** Fetch the picture at an organization's logo_url and keep a copy. */
  "logo-copy": { organizationId: OrganizationId };
  /** Delete pictures that nobody shows. */
  "logo-sweep": Record<string, never>;
  /** Look for the proofs of domains whose time has come. */
  "domain-checks": Record<string, never>;
  /** Replace the keys that tokens are signed with when they are old. */
  "key-rotation": Record<string, never>;
  /** Delete codes, tokens, requests and sessions whose time is over. */
  "request-purge": Record<string, never>;
  /** Delete links to portals that nobody can use any more. */
  "portal-link-purge": Record<string, never>;
  /** Remove for good what was deleted long enough ago. */
  purge: Record<string, never>;
  /** Send an endpoint what is due. */
  "webhook-delivery": { endpointId: WebhookEndpointId };
  /** Wake what is due and nobody is at: retries after a crash or a pause. */
  "webhook-sweep": Record<string, never>;
  /** Delete events that are older than they are kept. */
  "webhook-purge": Record<string, never>;
};

export type JobName = keyof JobData;
