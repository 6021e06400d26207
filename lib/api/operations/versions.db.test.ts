import { describe, expect, test } from "vitest";
import { makeMembership, makeOrganization, makeUser } from "#db/testing/factories";
import { withApi } from "../../../testing/api.ts";

/** ETag and If-Match: a change happens to the version that its caller has seen, or not at all. */

const api = withApi();

type OpenApi = { paths: Record<string, { patch?: { parameters: { in: string; name: string }[] } }> };

const kinds = [
  ["organizations", async () => (await makeOrganization()).id],
  ["users", async () => (await makeUser()).id],
] as const;

describe.each(kinds)("of %s", (kind, make) => {
  async function one() {
    const [{ rest }, id] = [await api(), await make()];
    const path = `/${kind}/${id}`;
    return {
      read: (headers = {}) => rest("GET", path, undefined, headers),
      change: (plan: string, version?: string | null) =>
        rest("PATCH", path, { metadata: { plan } }, version ? { "if-match": version } : {}),
      etag: async () => (await rest("GET", path)).headers.get("etag") ?? "",
    };
  }

  test("a version is told when it is read, and not told again to who has it", async () => {
    const { read, change, etag } = await one();
    const version = await etag();
    expect(version).toMatch(/^"[^"]+"$/);
    expect(await etag()).toBe(version);
    const again = await read({ "if-none-match": version });
    expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, null, version]);
    const { headers } = await change("gold");
    expect(headers.get("etag")).not.toBe(version);
    expect(await etag()).toBe(headers.get("etag"));
    expect((await read({ "if-none-match": version })).status).toBe(200);
  });

  test("a change is made to the version that is meant, and to no other", async () => {
    const { change, etag, read } = await one();
    const first = await etag();
    const { status, headers } = await change("gold", first);
    expect(status).toBe(200);
    const second = headers.get("etag");
    for (const wrong of [first, `W/${second}`, `${first}, ${second}`, "gold", '""', `"${second}"`]) {
      const refused = await change("lost", wrong);
      expect([wrong, refused.status, refused.body]).toMatchObject([wrong, 412, { code: "ABORTED" }]);
    }
    expect(JSON.stringify((await read()).body)).toContain('"gold"');
    expect((await change("silver", second)).status).toBe(200);
    expect((await change("bronze", "*")).status).toBe(200);
    expect((await change("iron")).status).toBe(200);
  });

  test("the document says where a version may be named", async () => {
    const { rest } = await api();
    const document = (await rest("GET", "/openapi.json")).body as OpenApi;
    for (const path of [`/${kind}/{id}`, `/${kind}:external/{external_id}`]) {
      const named = document.paths[path]?.patch?.parameters.filter((parameter) => parameter.in === "header");
      expect([path, named?.map(({ name }) => name)]).toEqual([path, ["If-Match"]]);
    }
  });

  test("of changes to one version that come at once, one is made", async () => {
    const { change, etag } = await one();
    const version = await etag();
    const answers = await Promise.all(["a", "b", "c", "d"].map((plan) => change(plan, version)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412]);
  });
});

test("a person who joins an organization is another version, since that is answered too", async () => {
  const [{ rest }, { id }, organization] = [await api(), await makeUser(), await makeOrganization()];
  const read = (headers = {}) => rest("GET", `/users/${id}`, undefined, headers);
  const version = (await read()).headers.get("etag") ?? "";
  await makeMembership(organization.id, id, "member");
  expect((await read({ "if-none-match": version })).status).toBe(200);
  expect((await rest("PATCH", `/users/${id}`, {}, { "if-match": version })).status).toBe(412);
});
