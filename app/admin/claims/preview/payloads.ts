import { accessTokenClaims, idTokenClaims } from "#lib/tokens/claims/rules";
import type { Subject } from "#lib/tokens/claims/types";

type Installation = { issuer: string; idTokenSeconds: number; accessTokenSeconds: number };

/** Stands for what differs from token to token, or from application to application. */
const some = "…";

const scopes = new Set(["openid", "profile", "email"]);

/** The payloads of both tokens as they would be issued now, to an application that may learn all there is. Nothing is signed. */
export function payloadsOf(subject: Subject, { issuer, idTokenSeconds, accessTokenSeconds }: Installation, now: Date) {
  const iat = Math.floor(now.getTime() / 1000);
  const about = { iss: issuer, sub: subject.user.id };
  const clientId = `skc_${some}` as const;
  return {
    idToken: {
      ...about,
      aud: clientId,
      iat,
      exp: iat + idTokenSeconds,
      at_hash: some,
      c_hash: some,
      ...idTokenClaims(subject, { clientId, scopes }),
    },
    accessToken: {
      ...about,
      aud: [some],
      client_id: clientId,
      iat,
      nbf: iat,
      exp: iat + accessTokenSeconds,
      jti: `tkn_${some}`,
      ...accessTokenClaims(subject, { scopes }),
    },
  };
}
