import { expect } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { enter, enterAs, signIn } from "./support/people.ts";
import { arrived, test } from "./support/product.ts";
import type { RelyingParty } from "./support/relying-party.ts";

// What the OpenID Foundation's suite asks (docs/openid-conformance.md) and no other spec does.

const asked = ({ url, application }: RelyingParty, more: Record<string, string> = {}) => ({
  client_id: application.id,
  redirect_uri: `${url}/callback`,
  response_type: "code",
  scope: "openid email",
  ...more,
});

for (const [name, value] of [
  ["display", "page"],
  ["display", "popup"],
  ["ui_locales", "se"],
  ["claims_locales", "se"],
  ["acr_values", "1 2"],
  ["claims", '{"userinfo":{"name":{"essential":true}}}'],
  ["extra", "foobar"],
  ["scope", "offline_access email profile openid"],
] as const) {
  test(`a product that asks with ${name}=${value} gets its tokens`, async ({ page, context, product }) => {
    const person = await signIn();
    await enter(context, person);
    await page.goto(`${product.url}/sign-in?${new URLSearchParams({ [name]: value })}`);
    expect((await arrived(page, product)).idToken.email).toBe(person.email);
  });
}

test("a product may ask with a form, without nonce and challenge, and prove itself in the body; its own ID token is a hint it may give", async ({
  product,
}) => {
  const client = enterAs(new Client(), await signIn());
  const answered = await client.follow(await client.post("/oauth/authorize", asked(product), { origin: product.url }));
  const code = answered.location?.searchParams.get("code") ?? "";
  expect(code, answered.location?.href ?? answered.body).not.toBe("");
  const exchanged = await new Client().send("POST", "/oauth/token", {
    form: {
      grant_type: "authorization_code",
      code,
      redirect_uri: `${product.url}/callback`,
      client_id: product.application.id,
      client_secret: product.application.secret ?? "",
    },
  });
  expect([exchanged.status, exchanged.headers["cache-control"]], exchanged.body).toEqual([200, "no-store"]);
  const { id_token, token_type, refresh_token } = JSON.parse(exchanged.body);
  expect([token_type, refresh_token]).toEqual(["Bearer", undefined]);
  const hint = { prompt: "none", id_token_hint: id_token, state: "s" };
  const again = await client.get(`/oauth/authorize?${new URLSearchParams(asked(product, hint))}`);
  expect([...(again.location?.searchParams.keys() ?? [])].sort()).toEqual(["code", "iss", "state"]);
});
