import { expect, type Page } from "@playwright/test";
import type { OrganizationId } from "#lib/ids";
import type { PortalFeature } from "#lib/portal-links/rules";
import { rows } from "../support/database.ts";
import { enterPortal, portalLink } from "../support/portals.ts";
import type { Rooms } from "../support/rooms.ts";
import type { Scenery } from "../support/scenery.ts";

async function idOf(slug: string): Promise<OrganizationId> {
  const [found] = await rows<{ id: OrganizationId }>(
    "select organization_id as id from organization_slugs where slug = $1",
    [slug],
  );
  if (!found) throw new Error(`Nobody has the address ${slug}.`);
  return found.id;
}

type Which = keyof Pick<Scenery, "orion" | "yellow" | "black" | "claim">;

const look = (which: Which) => async (page: Page, scenery: Scenery) => {
  const { path } = await portalLink(await idOf(scenery[which]));
  await page.goto(path);
  await expect(page.getByRole("button", { name: "Open the portal" })).toBeVisible();
};

const open =
  (which: Which, section = "", features: readonly PortalFeature[] = []) =>
  async (page: Page, scenery: Scenery) => {
    const portal = await enterPortal(page, await idOf(scenery[which]), features);
    if (section) await page.goto(`${portal}${section}`);
    await expect(page.getByRole("button", { name: "Finish" })).toBeVisible();
  };

const file = "portal/[link]/page.tsx";
const domains = "portal/[link]/domains/page.tsx";

/** What whoever is sent a portal link sees. */
export const portal: Rooms = {
  "set-up-link": { file: "portal/open/[token]/page.tsx", path: () => "/", act: look("orion") },
  "set-up-link-long-name": { file: "portal/open/[token]/page.tsx", path: () => "/", act: look("yellow") },
  "set-up-ended": { file: "portal/ended/page.tsx", path: () => "/portal/ended" },
  "set-up-finished": { file: "portal/ended/page.tsx", path: () => "/portal/ended?finished=1" },
  "set-up-general": { file, path: () => "/", act: open("orion") },
  "set-up-general-long-name": { file, path: () => "/", act: open("yellow") },
  "set-up-general-refused": {
    file,
    path: () => "/",
    act: async (page, scenery) => {
      await open("black")(page, scenery);
      await page.getByLabel("Name").fill("");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByLabel("Name")).toBeFocused();
    },
  },
  "set-up-branding": { file: "portal/[link]/branding/page.tsx", path: () => "/", act: open("orion", "/branding") },
  "set-up-domains": { file: domains, path: () => "/", act: open("orion", "/domains") },
  "set-up-sign-on": { file: domains, path: () => "/", act: open("black", "", ["sso"]) },
  "set-up-both": { file: domains, path: () => "/", act: open("yellow", "", ["sso", "dir_sync"]) },
};
