import type { Page } from "@playwright/test";
import { makeApiClient } from "#db/testing/factories";
import { expect, test } from "../support/browser.ts";
import { Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { target } from "../support/environment.ts";
import { look, themes } from "../support/looks.ts";

/** The reference of the API, where whoever has an API client tries it. */

const create = "/api/v1/reference#/Organizations/createOrganization";

async function authorize(page: Page, id: string, secret: string): Promise<void> {
  await page.getByLabel("Client id").fill(id);
  await page.getByLabel("Client secret").fill(secret);
  await page.getByRole("dialog").getByRole("button", { name: "Authorize" }).click();
}

test("an organization is created from the reference, with the id and secret of an API client", async ({ page }) => {
  const { id, secret } = await makeApiClient();
  await page.goto(create);
  await page.getByRole("button", { name: "Authorize" }).click();
  await authorize(page, id, "sks_another");
  await expect(page.getByRole("alert")).toHaveText("There is no such API client, or that is not its secret.");
  await authorize(page, id, secret);
  await expect(page.getByRole("status").first()).toHaveText(`Authorized as ${id}`);

  const externalId = `reference-${id}`;
  await page.getByRole("button", { name: "Try it out" }).click();
  const body = page.getByRole("textbox", { name: "Request body" });
  await expect(body).toHaveValue(/Orion Analytics/);
  await body.fill(JSON.stringify({ display_name: "Orion Analytics", external_id: externalId }));
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.locator(".live-responses-table")).toContainText(externalId);
  const made = await rows("select display_name from organizations where external_id = $1", [externalId]);
  expect(made).toEqual([{ display_name: "Orion Analytics" }]);
});

test("scripts of other sites get no token with a secret", async () => {
  const { id, secret } = await makeApiClient();
  const ask = (origin: string) =>
    new Client().send("POST", "/oauth/token", {
      form: { grant_type: "client_credentials", client_id: id, client_secret: secret },
      headers: { origin },
    });
  expect((await ask(target.baseUrl)).status).toBe(200);
  for (const origin of ["https://ledger.example", `${target.baseUrl}.ledger.example`, "null"]) {
    const { status, headers } = await ask(origin);
    expect([origin, status, headers["access-control-allow-origin"]]).toEqual([origin, 400, undefined]);
  }
});

for (const theme of themes) {
  test(`looks like the rest of Foyer, ${theme}`, async ({ page }) => {
    await look(page, "api-reference", theme, async () => {
      await page.goto("/api/v1/reference");
      await expect(page.getByText("/organizations", { exact: true }).first()).toBeVisible();
    });
    await look(page, "api-reference-operation", theme, async () => {
      await page.goto(create);
      await page.reload();
      await page.getByRole("button", { name: "Try it out" }).click();
      await page.getByRole("button", { name: "Execute" }).click();
      await expect(page.locator(".live-responses-table")).toContainText("Send an access token");
      for (const schema of await page.getByRole("tab", { name: "Schema" }).all()) await schema.click();
      await page.getByRole("button", { name: "Expand all" }).first().click();
    });
    await look(page, "api-reference-authorize", theme, async () => {
      await page.goto("/api/v1/reference");
      await page.getByRole("button", { name: "Authorize" }).click();
      await expect(page.getByLabel("Client id")).toBeFocused();
    });
  });
}
