import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { idempotencyKeys } from "#db/schema/idempotency-keys";
import type { ApiClientId } from "#lib/ids";
import { purge } from "#lib/purge";
import { sha256 } from "#lib/secrets";
import { ApiError } from "./errors.ts";

/** For how long a key is remembered, in hours. */
const rememberedHours = 24;
/** After how long it is believed that whoever began a request is gone, in seconds: longer than any request takes. */
const abandonedSeconds = 120;

export type Answer = { status: number; body: unknown };

/** What a client sends again means once. A key is its client's own. */
type Request = Readonly<{ clientId: ApiClientId; key: string; asked: string }>;

/**
 * Does `work` once for a key, and answers the same from then on. What fails is not remembered: it changed nothing.
 * @param work gets text that is the same whenever this request comes again, for when a process ended between the change and its answer
 * @throws ApiError when the key stood for another request before, or its request is under way; whatever `work` throws
 */
export async function once(
  { clientId, key, asked }: Request,
  work: (repeatKey: string) => Promise<Answer>,
): Promise<Answer> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw badKey("Use 1 to 255 visible ASCII characters.");
  const requestHash = sha256(asked);
  const own = and(eq(idempotencyKeys.clientId, clientId), eq(idempotencyKeys.key, key));
  const unanswered = and(own, isNull(idempotencyKeys.status));
  const [begun] = await installation
    .insert(idempotencyKeys)
    .values({ clientId, key, requestHash })
    // A request that nobody will finish any more is begun again.
    .onConflictDoUpdate({
      target: [idempotencyKeys.clientId, idempotencyKeys.key],
      set: { createdAt: sql`now()` },
      setWhere: and(
        isNull(idempotencyKeys.status),
        eq(idempotencyKeys.requestHash, requestHash),
        lt(idempotencyKeys.createdAt, sql`now() - make_interval(secs => ${abandonedSeconds})`),
      ),
    })
    .returning({ key: idempotencyKeys.key });
  if (!begun) {
    const [known] = await installation.select().from(idempotencyKeys).where(own);
    if (known && known.requestHash !== requestHash)
      throw badKey("That key stood for another request before.", "conflict");
    if (known?.status) return { status: known.status, body: known.answer };
    throw badKey("The first request with that key is under way. Ask again in a moment.", "conflict");
  }
  try {
    const answer = await work(`${key}:${requestHash}`);
    await installation.update(idempotencyKeys).set({ status: answer.status, answer: answer.body }).where(unanswered);
    return answer;
  } catch (error) {
    await installation.delete(idempotencyKeys).where(unanswered);
    throw error;
  }
}

function badKey(message: string, kind: "invalid" | "conflict" = "invalid"): ApiError {
  const violations = [{ field: "Idempotency-Key", message }];
  return new ApiError(kind === "conflict" ? "ALREADY_EXISTS" : "INVALID_ARGUMENT", message, { violations });
}

/** Forgets keys whose time is over. */
export async function purgeIdempotencyKeys(): Promise<void> {
  await purge(idempotencyKeys, lt(idempotencyKeys.createdAt, sql`now() - make_interval(hours => ${rememberedHours})`));
}
