import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { installationProof } from "#lib/auth/context";
import { newId, type OrganizationId } from "#lib/ids";
import { createPortalLink } from "#lib/portal-links/mutations";
import type { PortalFeature } from "#lib/portal-links/rules";
import type { Client } from "./client.ts";

/** A link to an organization's portal, as a product's back-end gets it. Its address is the server's of the test. */
export async function portalLink(organizationId: OrganizationId, features: readonly PortalFeature[] = []) {
  const client = installationProof({ kind: "api_client", id: newId("skc"), ip: null });
  const { id, location } = await createPortalLink(client, organizationId, { features });
  const { pathname } = new URL(location);
  return { id, path: pathname, token: pathname.slice(pathname.lastIndexOf("/") + 1), portal: `/portal/${id}` };
}

/** Opens a new link in a browser, as whoever is sent it does. */
export async function enterPortal(
  page: Page,
  organizationId: OrganizationId,
  features: readonly PortalFeature[] = [],
): Promise<string> {
  const { path, portal } = await portalLink(organizationId, features);
  await page.goto(path);
  await page.getByRole("button", { name: "Open the portal" }).click();
  await expect(page).toHaveURL(new RegExp(`${portal}(/domains)?$`));
  return portal;
}

/** The same without a screen. @returns the portal's path */
export async function enterPortalAs(
  client: Client,
  organizationId: OrganizationId,
  features: readonly PortalFeature[] = [],
): Promise<string> {
  const { token, portal } = await portalLink(organizationId, features);
  const answer = await client.post("/portal/open", { token });
  expect([answer.status, answer.location?.pathname]).toEqual([303, portal]);
  return portal;
}
