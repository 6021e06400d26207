import { errors, Provider } from "oidc-provider";
import { countWrongSecret, secondsUntilSecretCounts } from "#lib/rate-limit";

/** Where the request that is being answered comes from, as the front process knows it. */
export const clientAddress = (): string | null => Provider.ctx?.get("x-foyer-client") || null;

/**
 * Compares a secret, at every endpoint where applications prove themselves, unless too many wrong ones came before it from the same
 * place. Requests without a secret never come here: client libraries begin with one, and it guesses nothing. Nor do those of an
 * application that does not exist, where there is nothing to guess.
 */
export async function whileGuessesAreFew(clientId: string, isRight: () => Promise<boolean>): Promise<boolean> {
  const address = clientAddress();
  const seconds = await secondsUntilSecretCounts(clientId, address);
  if (seconds > 0) throw tooManyWrongSecrets(seconds);
  const right = await isRight();
  if (!right) await countWrongSecret(clientId, address);
  return right;
}

/** RFC 6585, 4, with a body as RFC 6749, 5.2 has them: it has no word of its own for this. */
function tooManyWrongSecrets(seconds: number): Error {
  Provider.ctx?.set("retry-after", String(seconds));
  const refusal = new errors.OIDCProviderError(429, "temporarily_unavailable");
  refusal.error_description = "Too many wrong secrets came from this address. Wait before you try again.";
  return refusal;
}
