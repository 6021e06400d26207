import { expect, test } from "@playwright/test";
import { signIn } from "../support/people.ts";
import {
  type Application,
  askAs,
  authorize,
  callback,
  exchange,
  expectRefusal,
  json,
  makeLedger,
  refresh,
  tokensIn,
  verifier,
} from "../support/tokens.ts";

/**
 * What an application can do with a code or a token that it holds: every endpoint that takes one, but revocation, where RFC 7009, 2.1
 * wants it to be told (client-credentials.spec.ts).
 */
const verbs: Record<string, (application: Application, token: string) => ReturnType<typeof askAs>> = {
  "exchanges as a code": (application, code) =>
    askAs(application, "/oauth/token", {
      grant_type: "authorization_code",
      code,
      redirect_uri: callback,
      code_verifier: verifier,
    }),
  refreshes: (application, token) => refresh(application, token),
  introspects: (application, token) => askAs(application, "/oauth/introspect", { token }),
};

/** Of the shape that Foyer's own have, and nobody's. */
const madeUp = "x".repeat(43);

for (const [verb, act] of Object.entries(verbs)) {
  test(`P04: an application that ${verb} what is another's is answered as for what nobody has`, async () => {
    const [owner, person] = [await makeLedger(), await signIn()];
    const [code, used] = [await authorize(person, owner), await authorize(person, owner)];
    const { refresh_token } = tokensIn(await exchange(owner, used));
    for (const kind of ["web", "single_page", "native"] as const) {
      const other = await makeLedger({ kind });
      const nothing = await act(other, madeUp);
      for (const token of [code, used, refresh_token]) {
        const answer = await act(other, token);
        expect([kind, answer.status, answer.body]).toEqual([kind, nothing.status, nothing.body]);
      }
    }
    // And its owner still has all of it.
    expect(json(await askAs(owner, "/oauth/introspect", { token: refresh_token })).active).toBe(true);
    expect((await refresh(owner, refresh_token)).status).toBe(200);
    expect((await exchange(owner, code)).status).toBe(200);
  });
}

test("P04: what an application is let know of its own token says more", async () => {
  const [owner, person] = [await makeLedger(), await signIn()];
  const { refresh_token } = tokensIn(await exchange(owner, await authorize(person, owner)));
  expect(json(await askAs(owner, "/oauth/introspect", { token: refresh_token }))).toMatchObject({ active: true });
  expect((await askAs(owner, "/oauth/revoke", { token: refresh_token })).status).toBe(200);
  expectRefusal(await refresh(owner, refresh_token), "invalid_grant");
});
