import { getCACertificates, setDefaultCACertificates } from "node:tls";
import {
  ScalekitBadRequestException,
  ScalekitConflictException,
  ScalekitForbiddenException,
  ScalekitNotFoundException,
  ScalekitNotImplementedException,
  ScalekitUnauthorizedException,
} from "@scalekit-sdk/node";
import { expect, test } from "../support/browser.ts";
import { createDatabase, rows } from "../support/database.ts";
import { target } from "../support/environment.ts";
import { fresh, makeClient, type Place, refusalOf, sdkFor } from "../support/sdk.ts";
import { startTlsFoyer, type TlsFoyer } from "../support/tls.ts";

/** The published package, unchanged: only the address and the credentials are Foyer's. */

/** Everything that the SDK is held to, wherever Foyer is. */
function suite(place: () => Place): void {
  async function makeSdk(allowed?: readonly string[]) {
    const client = await makeClient(place(), allowed);
    return { sdk: sdkFor(client, place().url), client };
  }

  test.describe("the Node SDK", () => {
    test("creates an organization with all its properties and reads it by id and by external id", async () => {
      const { sdk, client } = await makeSdk();
      const [externalId, slug] = [fresh("Customer/é "), fresh("orion")];
      const logoUrl = "https://cdn.orion-analytics.com/logo.png";
      const { organization } = await sdk.organization.createOrganization("Orion Analytics", {
        externalId,
        slug,
        logoUrl,
      });
      expect(organization).toMatchObject({
        id: expect.stringMatching(/^org_\d{17,19}$/),
        displayName: "Orion Analytics",
        regionCode: 1,
        externalId,
        slug,
        logoUrl,
        metadata: {},
      });
      expect(Number(organization?.createTime?.seconds)).toBeGreaterThan(Date.now() / 1000 - 60);
      const byId = await sdk.organization.getOrganization(organization?.id ?? "");
      const byExternalId = await sdk.organization.getOrganizationByExternalId(externalId);
      expect(byId.organization).toEqual(organization);
      expect(byExternalId.organization).toEqual(organization);
      expect(
        await rows(
          "select actor_kind, actor_id, action from audit_events where organization_id = $1",
          [organization?.id],
          place().databaseUrl,
        ),
      ).toEqual([{ actor_kind: "api_client", actor_id: client.id, action: "organization.created" }]);
      expect(
        await rows("select 1 from memberships where organization_id = $1", [organization?.id], place().databaseUrl),
      ).toEqual([]);
    });

    test("updates what it names, clears with empty text, and leaves the rest as it is", async () => {
      const { sdk } = await makeSdk();
      const { organization } = await sdk.organization.createOrganization("Orion", {
        slug: fresh("orion"),
        externalId: fresh("c"),
      });
      const id = organization?.id ?? "";
      const first = await sdk.organization.updateOrganization(id, { displayName: "Lyra", metadata: { plan: "gold" } });
      expect(first.organization).toMatchObject({
        displayName: "Lyra",
        slug: organization?.slug,
        metadata: { plan: "gold" },
      });
      const second = await sdk.organization.updateOrganizationByExternalId(organization?.externalId ?? "", {
        slug: "",
        metadata: {},
      });
      expect(second.organization).toMatchObject({ displayName: "Lyra", metadata: { plan: "gold" } });
      expect(second.organization?.slug).toBeUndefined();
      const third = await sdk.organization.updateOrganization(id, { externalId: "" });
      expect(third.organization?.externalId).toBeUndefined();
    });

    test("walks through lists and searches by page, and knows how many there are", async () => {
      const { sdk } = await makeSdk();
      const word = fresh("walk").replaceAll("-", "");
      for (let index = 0; index < 5; index++) await sdk.organization.createOrganization(`${word} ${index}`);
      const seen: string[] = [];
      let pageToken = "";
      do {
        const page = await sdk.organization.searchOrganization(word, 2, pageToken);
        expect(page.totalSize).toBe(5);
        expect(page.organizations.length).toBeLessThanOrEqual(2);
        seen.push(...page.organizations.map(({ displayName }) => displayName));
        pageToken = page.nextPageToken;
      } while (pageToken);
      expect(seen).toEqual([4, 3, 2, 1, 0].map((index) => `${word} ${index}`));
      const list = await sdk.organization.listOrganization({ pageSize: 3 });
      expect(list.organizations).toHaveLength(3);
      expect(list.totalSize).toBeGreaterThanOrEqual(5);
      const next = await sdk.organization.listOrganization({ pageSize: 3, pageToken: list.nextPageToken });
      expect(next.prevPageToken).not.toBe("");
      const back = await sdk.organization.listOrganization({ pageSize: 3, pageToken: next.prevPageToken });
      expect(back.organizations.map(({ id }) => id)).toEqual(list.organizations.map(({ id }) => id));
    });

    test("switches features, in the order it names them, and says how many people there may be", async () => {
      const { sdk } = await makeSdk();
      const { organization } = await sdk.organization.createOrganization("Orion");
      const id = organization?.id ?? "";
      const features = [
        { name: "sso", enabled: true },
        { name: "dir_sync", enabled: false },
      ];
      const updated = await sdk.organization.updateOrganizationSettings(id, { features });
      expect(updated.organization?.settings?.features).toMatchObject(features);
      const settings = await sdk.organization.upsertUserManagementSettings(id, { maxAllowedUsers: 25 });
      expect(settings).toMatchObject({ maxAllowedUsers: 25 });
      const read = await sdk.organization.getOrganizationUserManagementSetting(id);
      expect(read.settings?.maxAllowedUsers).toBe(25);
    });

    test("makes a link that opens the organization's portal once", async () => {
      const { sdk } = await makeSdk();
      const { organization } = await sdk.organization.createOrganization("Orion");
      const link = await sdk.organization.generatePortalLink(organization?.id ?? "");
      expect(link).toMatchObject({
        id: expect.stringMatching(/^lnk_/),
        location: expect.stringContaining(`${place().url}/portal/`),
      });
      const left = Number(link.expireTime?.seconds) - Date.now() / 1000;
      expect(left > 0 && left <= 61).toBe(true);
      const opening = await fetch(link.location, { redirect: "manual" });
      expect([opening.status, await opening.text()]).toEqual([200, expect.stringContaining("Orion")]);
    });

    test("deletes an organization, which is not there from then on", async () => {
      const { sdk } = await makeSdk();
      const { organization } = await sdk.organization.createOrganization("Orion", { externalId: fresh("gone") });
      await sdk.organization.deleteOrganization(organization?.id ?? "");
      for (const reading of [
        () => sdk.organization.getOrganization(organization?.id ?? ""),
        () => sdk.organization.getOrganizationByExternalId(organization?.externalId ?? ""),
        () => sdk.organization.deleteOrganization(organization?.id ?? ""),
      ])
        expect(await refusalOf(reading())).toBeInstanceOf(ScalekitNotFoundException);
    });
  });

  test.describe("each error is the SDK's own", () => {
    test("not found", async () => {
      const { sdk } = await makeSdk();
      const refused = await refusalOf(sdk.organization.getOrganization("org_1"));
      expect(refused).toBeInstanceOf(ScalekitNotFoundException);
      expect(refused).toMatchObject({ httpStatus: 404, errorCode: "NOT_FOUND" });
    });

    test("conflict, at the field", async () => {
      const { sdk } = await makeSdk();
      const externalId = fresh("taken");
      await sdk.organization.createOrganization("One", { externalId });
      const refused = await refusalOf(sdk.organization.createOrganization("Two", { externalId }));
      expect(refused).toBeInstanceOf(ScalekitConflictException);
      expect(refused).toMatchObject({ httpStatus: 409, errorCode: "ALREADY_EXISTS" });
    });

    test("bad request, with every field that is wrong", async () => {
      const { sdk } = await makeSdk();
      const refused = await refusalOf(sdk.organization.createOrganization("", { slug: "Up--", logoUrl: "http://x" }));
      expect(refused).toBeInstanceOf(ScalekitBadRequestException);
      expect(refused).toMatchObject({ httpStatus: 400, errorCode: "INVALID_ARGUMENT" });
      const fields = refused.unpackedDetails.flatMap((detail) =>
        (detail.validationErrorInfo?.fieldViolations ?? []).map(({ field }) => field),
      );
      expect(fields.sort()).toEqual(["organization.display_name", "organization.logo_url", "organization.slug"]);
    });

    test("forbidden, without the scope", async () => {
      const { sdk } = await makeSdk(["organizations:read"]);
      const refused = await refusalOf(sdk.organization.createOrganization("Orion"));
      expect(refused).toBeInstanceOf(ScalekitForbiddenException);
      expect(refused).toMatchObject({ httpStatus: 403, errorCode: "PERMISSION_DENIED" });
    });

    test("unauthorized, with a wrong secret and once it is revoked", async () => {
      const client = await makeClient(place());
      await expect(
        sdkFor({ ...client, secret: `${client.secret}x` }, place().url).getClientAccessToken(),
      ).rejects.toBeInstanceOf(ScalekitUnauthorizedException);
      const sdk = sdkFor(client, place().url);
      await sdk.organization.listOrganization({ pageSize: 1 });
      await rows("update api_clients set revoked_at = now() where id = $1", [client.id], place().databaseUrl);
      // Within two seconds, on every process; then the SDK asks for a token again, which it does not get.
      await expect(async () => {
        await expect(sdk.organization.listOrganization({ pageSize: 1 })).rejects.toThrow();
      }).toPass({ timeout: 5_000 });
    });

    test("not implemented, for what Foyer does not do", async () => {
      const { sdk } = await makeSdk();
      const refused = await refusalOf(sdk.connection.listConnections("org_1"));
      expect(refused).toBeInstanceOf(ScalekitNotImplementedException);
      expect(refused).toMatchObject({ httpStatus: 501, errorCode: "UNIMPLEMENTED" });
    });
  });

  test("a token that is over is replaced on the way", async () => {
    const { sdk } = await makeSdk();
    await sdk.organization.listOrganization({ pageSize: 1 });
    const core = (sdk as unknown as { coreClient: { accessToken: string } }).coreClient;
    core.accessToken = "of yesterday";
    const { organization } = await sdk.organization.createOrganization("Orion");
    expect(organization?.displayName).toBe("Orion");
  });

  test("an address that ends in a slash works as well", async () => {
    const client = await makeClient(place());
    const sdk = sdkFor(client, `${place().url}/`);
    const { organization } = await sdk.organization.createOrganization("Orion");
    expect(organization?.displayName).toBe("Orion");
    expect(await sdk.validateAccessToken(await sdk.getClientAccessToken(), { issuer: place().url })).toBe(true);
  });

  test("twenty that create with one external id at once make one organization", async () => {
    const { sdk } = await makeSdk();
    await sdk.organization.listOrganization({ pageSize: 1 });
    const externalId = fresh("race");
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => sdk.organization.createOrganization(`Race ${index}`, { externalId })),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of all) if (one.status === "rejected") expect(one.reason).toBeInstanceOf(ScalekitConflictException);
    expect(
      await rows("select 1 from organizations where external_id = $1", [externalId], place().databaseUrl),
    ).toHaveLength(1);
  });
}

test.describe("over plain HTTP", () => {
  suite(() => ({ url: target.baseUrl, databaseUrl: target.databaseUrl }));
});

test.describe("over TLS", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let server: TlsFoyer;

  test.beforeAll(async () => {
    database = await createDatabase();
    server = await startTlsFoyer({ DATABASE_URL: database.url });
    // As NODE_EXTRA_CA_CERTS does for a process that is started with it.
    setDefaultCACertificates([...getCACertificates(), server.cert]);
  });
  test.afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  suite(() => ({ url: server.url, databaseUrl: database.url }));
});
