import { describe, expect, test } from "vitest";
import { makeOrganization } from "#db/testing/factories";
import { newId } from "#lib/ids";
import { withApi } from "../../../testing/api.ts";

const api = withApi();

describe("portal links of an organization", () => {
  test("are made, listed and ended one by one or all together", async () => {
    const [{ rest }, { id }] = [await api(), await makeOrganization()];
    const links = `/organizations/${id}/portal_links`;
    type Made = { link: { id: string; location?: string; expire_time: string } };
    const make = async () => ((await rest("PUT", `${links}?features=sso`)).body as Made).link;
    const listed = async () => (await rest("GET", links)).body;
    const [first, second] = [await make(), await make()];
    expect(first.location).toMatch(/\/portal\/open\//);
    const told = ({ location: _, ...link }: Made["link"]) => link;
    expect(await listed()).toEqual({ links: [second, first].map(told) });
    expect((await rest("DELETE", `${links}/${first.id}`)).status).toBe(200);
    expect(await listed()).toEqual({ links: [told(second)] });
    expect((await rest("DELETE", links)).status).toBe(200);
    expect(await listed()).toEqual({ links: [] });
  });

  test("are not there where the organization is not", async () => {
    const [{ rest }, deleted] = [await api(), await makeOrganization({ deletedAt: new Date() })];
    for (const id of [deleted.id, newId("org"), "org_%00"]) {
      const links = `/organizations/${id}/portal_links`;
      for (const [method, path] of [
        ["PUT", links],
        ["GET", links],
        ["DELETE", links],
        ["DELETE", `${links}/lnk_1`],
      ] as const) {
        expect([id, method, (await rest(method, path)).status]).toEqual([id, method, 404]);
      }
    }
  });
});
