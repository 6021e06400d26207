import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ScalekitClient } from "@scalekit-sdk/node";
import { makeApplication } from "#db/testing/factories";
import { expect, test } from "../support/browser.ts";
import { rows } from "../support/database.ts";
import { target } from "../support/environment.ts";
import { claimsFor, freshPerson } from "../support/people.ts";
import { agreeAtProvider } from "../support/visits.ts";

test("one object with a web application's id and secret signs people in and calls the API", async ({ page }) => {
  const application = await makeApplication({
    callbackUrls: ["http://localhost/callback"],
    apiScopes: ["organizations:read", "organizations:write"],
  });
  const sdk = new ScalekitClient(target.baseUrl, application.id, application.secret ?? "");
  const product = createServer((_, response) => response.end("Back in the product")).listen(0, "localhost");
  await once(product, "listening");
  const callback = `http://localhost:${(product.address() as AddressInfo).port}/callback`;
  try {
    const person = freshPerson();
    await page.goto(sdk.getAuthorizationUrl(callback, { state: "as it was left" }));
    await page.getByRole("button", { name: "Continue with OpenID" }).click();
    await agreeAtProvider(page, claimsFor(person));
    await expect(page.getByText("Back in the product")).toBeVisible();
    const { code = "", state } = Object.fromEntries(new URL(page.url()).searchParams);
    expect(state).toBe("as it was left");
    const { user, accessToken } = await sdk.authenticateWithCode(code, callback);
    expect(user).toMatchObject({ id: expect.stringMatching(/^usr_/), email: person.email });

    const { organization } = await sdk.organization.createOrganization("Orion Analytics", {
      externalId: application.id,
    });
    expect((await sdk.organization.getOrganization(organization?.id ?? "")).organization).toEqual(organization);
    expect(
      await rows("select actor_kind, actor_id from audit_events where organization_id = $1", [organization?.id]),
    ).toEqual([{ actor_kind: "api_client", actor_id: application.id }]);
    const create = (token: string) =>
      fetch(`${target.baseUrl}/api/v1/organizations`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "idempotency-key": application.id,
        },
        body: JSON.stringify({ display_name: "Lyra Labs" }),
      });
    // The person's token is good for the product alone.
    expect((await create(accessToken)).status).toBe(401);
    const own = await sdk.getClientAccessToken();
    const [first, again] = [await (await create(own)).json(), await (await create(own)).json()];
    expect([first.organization.display_name, again]).toEqual(["Lyra Labs", first]);
  } finally {
    product.close();
  }
});
