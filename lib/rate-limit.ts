import { LRUCache } from "lru-cache";
import { RateLimiterDrizzle, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { installation } from "#db/client";
import { rateLimits } from "#db/schema/rate-limits";
import { clientPrefix } from "#lib/client-prefix";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";

/** How long the limits on sign-in links look back: after it, anyone may ask again. */
export const signInLinkWindowSeconds = 15 * 60;

/** Allowed uses and the window in seconds. One place, so that an operator can see all of them at once. */
const limits = {
  // By the address as one client asks for it, so that a stranger cannot keep somebody's mail sign-in shut; and, wider, by the
  // address alone, so that many strangers together cannot fill a mailbox.
  "sign-in link by address and client": { points: 5, duration: signInLinkWindowSeconds },
  "sign-in link by address": { points: 30, duration: signInLinkWindowSeconds },
  "sign-in link by client": { points: 30, duration: signInLinkWindowSeconds },
  // Counted by each process for itself: what these guard is one read, and a count in Postgres would be two writes.
  "availability by person": { points: 120, duration: 60, inMemory: true },
  "availability by client": { points: 300, duration: 60, inMemory: true },
  // Each is kept for an hour, whoever asks. Room for all who sit behind one address.
  "authorization request by client": { points: 600, duration: 10 * 60, inMemory: true },
  // By application as one client names it, so that a stranger keeps no application from proving itself; and, wider, by the client.
  "wrong secret of one application by client": { points: 20, duration: 10 * 60, inMemory: true },
  "wrong secret by client": { points: 200, duration: 10 * 60, inMemory: true },
  // A token that is guessed is a number of 256 bits; this keeps the guessing from being work.
  "portal link by client": { points: 60, duration: 10 * 60, inMemory: true },
  // A former address stays its organization's: whoever could move freely could keep any number of them.
  "address change by person": { points: 20, duration: 24 * 3600 },
  // Each is announced to every process, for every address the organization had.
  "branding change by person": { points: 120, duration: 3600 },
  // Each has a stranger's file decoded, or a stranger's server asked.
  "logo by person": { points: 60, duration: 3600 },
  "domain change by person": { points: 60, duration: 3600 },
  // Each asks the DNS servers of a name that a person chose.
  "domain look by person": { points: 30, duration: 10 * 60 },
  "call by API client": {
    // Read at first use: the build has no settings.
    get points() {
      return env.API_CALLS_PER_MINUTE;
    },
    duration: 60,
  },
} as const;

type Limit = keyof typeof limits;

type Limiter = RateLimiterDrizzle | RateLimiterMemory;

const limiters = new Map<Limit, Limiter>();

function limiter(name: Limit): Limiter {
  const existing = limiters.get(name);
  if (existing) return existing;
  const settings = { keyPrefix: name, ...limits[name] };
  const made =
    "inMemory" in settings
      ? new RateLimiterMemory(settings)
      : new RateLimiterDrizzle({ storeClient: installation, schema: rateLimits, ...settings });
  limiters.set(name, made);
  return made;
}

/**
 * Counts one use of `key`, in Postgres, for all processes together unless the limit says otherwise. Fails closed: an unreachable
 * database is no free pass.
 * @throws AppError limit, with the minutes to wait
 */
async function consume(name: Limit, key: string, uses = 1): Promise<RateLimiterRes> {
  try {
    return await limiter(name).consume(key, uses);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const message = `That was asked for too often. Try again in ${timeOf(refusal.msBeforeNext)}.`;
    throw new AppError("limit", message, undefined, Math.ceil(refusal.msBeforeNext / 1000));
  }
}

/** "1 minute", "14 minutes", "23 hours": rounded up. */
function timeOf(milliseconds: number): string {
  const minutes = Math.max(1, Math.ceil(milliseconds / 60_000));
  const [count, unit] = minutes > 90 ? [Math.ceil(minutes / 60), "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** @param address normalised, so that another spelling opens no new window */
export async function limitSignInLinks(address: string, ip: string | null): Promise<void> {
  await consume("sign-in link by client", clientPrefix(ip));
  await consume("sign-in link by address and client", `${address} ${clientPrefix(ip, 48)}`);
  await consume("sign-in link by address", address);
}

export async function limitPortalOpenings(ip: string | null): Promise<void> {
  await consume("portal link by client", clientPrefix(ip));
}

export async function limitBrandingChanges(userId: string): Promise<void> {
  await consume("branding change by person", userId);
}

export async function limitAddressChanges(userId: string): Promise<void> {
  await consume("address change by person", userId);
}

/** Pictures that are read, and links that are fetched. */
export async function limitLogos(userId: string): Promise<void> {
  await consume("logo by person", userId);
}

export async function limitAuthorizationRequests(ip: string | null): Promise<void> {
  await consume("authorization request by client", clientPrefix(ip, 48));
}

const secretLimits = (clientId: string, ip: string | null) =>
  [
    [limiter("wrong secret of one application by client"), `${clientId} ${clientPrefix(ip)}`],
    [limiter("wrong secret by client"), clientPrefix(ip, 48)],
  ] as const;

/** How many seconds it takes until an application's secret is looked at again when it comes from there; 0: it is now. */
export async function secondsUntilSecretCounts(clientId: string, ip: string | null): Promise<number> {
  const uses = await Promise.all(secretLimits(clientId, ip).map(([limit, key]) => limit.get(key)));
  const spent = uses.filter((use) => use !== null && use.remainingPoints <= 0);
  return Math.ceil(Math.max(0, ...spent.map((use) => use?.msBeforeNext ?? 0)) / 1000);
}

/** Right ones are not counted: whoever works with an application's own secret works as often as they like. */
export async function countWrongSecret(clientId: string, ip: string | null): Promise<void> {
  await Promise.all(secretLimits(clientId, ip).map(([limit, key]) => limit.penalty(key)));
}

export async function limitAvailabilityChecks(userId: string, ip: string | null): Promise<void> {
  await consume("availability by client", clientPrefix(ip));
  await consume("availability by person", userId);
}

export async function limitDomainChanges(userId: string): Promise<void> {
  await consume("domain change by person", userId);
}

export async function limitDomainLooks(userId: string): Promise<void> {
  await consume("domain look by person", userId);
}

/** Calls that a process has counted ahead, so that not each of them is a statement. */
const callsAhead = new LRUCache<string, { left: number }>({ max: 1_000 });

/**
 * How many calls are counted at once: a hundredth of what a minute allows, so that all processes together keep less than that back.
 */
const batch = () => Math.max(1, Math.floor(env.API_CALLS_PER_MINUTE / 100));

/** Batches that are being counted: calls that come together wait for one, or each would count as many as a batch has. */
const counting = new Map<string, Promise<void>>();

/** @throws AppError limit */
export async function limitApiCalls(clientId: string): Promise<void> {
  for (;;) {
    const ahead = callsAhead.get(clientId);
    if (ahead && ahead.left > 0) {
      ahead.left--;
      return;
    }
    await (counting.get(clientId) ?? countAhead(clientId));
  }
}

function countAhead(clientId: string): Promise<void> {
  const counted = consume("call by API client", clientId, batch())
    .then(({ msBeforeNext }) => {
      // Of another window they would be free.
      callsAhead.set(clientId, { left: batch() }, { ttl: Math.max(1, msBeforeNext) });
    })
    .finally(() => counting.delete(clientId));
  counting.set(clientId, counted);
  return counted;
}
