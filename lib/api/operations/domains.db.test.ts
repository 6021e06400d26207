import { Code } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { actionsOf, addedDomain, freshDomain, publishProof, withDnsServer } from "#db/testing/domains";
import { makeMember, makeOrganization } from "#db/testing/factories";
import { DomainService } from "#lib/api/contract";
import { refusalOf, withApi } from "../../../testing/api.ts";

/** Domains through both wires. */

// First, since the environment is read once, and the API reads it.
const zone = withDnsServer();
const api = withApi();

const of = (organizationId: string) => ({ identities: { case: "organizationId", value: organizationId } as const });

describe("a domain that a back-end adds", () => {
  test("is verified at once, reads the same on both wires, and goes again, each as the client's act", async () => {
    const caller = await api();
    const domains = caller.grpc(DomainService);
    const { context } = await makeMember();
    const domain = freshDomain();
    const path = `/organizations/${context.organizationId}/domains`;
    const made = await caller.rest("POST", path, { domain });
    expect([made.status, made.body]).toEqual([
      201,
      {
        domain: {
          id: expect.stringMatching(/^dom_\d+$/),
          domain,
          organization_id: context.organizationId,
          verification_status: "VERIFIED",
          verification_method: "ADMIN",
          domain_type: "ORGANIZATION_DOMAIN",
          create_time: expect.stringMatching(/Z$/),
          update_time: expect.stringMatching(/Z$/),
        },
      },
    ]);
    const { id } = (made.body as { domain: { id: string } }).domain;
    expect((await caller.rest("GET", `${path}/${id}`)).body).toEqual(made.body);
    expect((await domains.getDomain({ ...of(context.organizationId), id })).domain).toMatchObject({
      id,
      verificationStatus: 2,
      verificationMethod: 1,
      domainType: 2,
    });
    expect((await caller.rest("PATCH", `${path}/${id}:verify`)).body).toEqual({ verified: true });
    expect(await caller.rest("DELETE", `${path}/${id}`)).toMatchObject({ status: 200, body: {} });
    expect((await caller.rest("GET", `${path}/${id}`)).status).toBe(404);
    expect(await actionsOf(context)).toEqual([
      ["domain.added", "api_client", domain],
      ["domain.verified", "api_client", domain],
      ["domain.removed", "api_client", domain],
    ]);
  });

  test("takes the organization by its external id, and is refused with what is wrong", async () => {
    const caller = await api();
    const domains = caller.grpc(DomainService);
    const [externalId, domain] = [`E${freshDomain()}`, freshDomain()];
    const [own, other] = [await makeOrganization({ externalId }), await makeOrganization()];
    const identities = { case: "externalId", value: externalId } as const;
    const made = await domains.createDomain({ identities, domain: { domain } });
    expect(made.domain?.organizationId).toBe(own.id);
    const wrong = [
      [of(own.id), domain, Code.AlreadyExists],
      [of(other.id), domain, Code.AlreadyExists],
      [of(other.id), "gmail.com", Code.InvalidArgument],
      [of(other.id), `https://${domain}/`, Code.InvalidArgument],
      [of(other.id), "", Code.InvalidArgument],
    ] as const;
    for (const [name, text, code] of wrong) {
      const refusal = await refusalOf(() => domains.createDomain({ ...name, domain: { domain: text } }));
      expect(refusal).toMatchObject({ code, fields: ["domain.domain"] });
    }
    const joinable = { domain: freshDomain(), domainType: 1 };
    const later = await refusalOf(() => domains.createDomain({ ...of(other.id), domain: joinable }));
    expect(later.name).toBe("UNIMPLEMENTED");
    for (const call of [
      () => domains.createDomain({ ...of("org_1"), domain: { domain: freshDomain() } }),
      () => domains.getDomain({ ...of(other.id), id: made.domain?.id ?? "" }),
      () => domains.deleteDomain({ ...of(other.id), id: made.domain?.id ?? "" }),
      () => domains.verifyDomain({ ...of(other.id), id: made.domain?.id ?? "" }),
    ]) {
      expect((await refusalOf(call)).code).toBe(Code.NotFound);
    }
  });
});

test("a domain that a person added shows the record it waits for, which a back-end can have looked for", async () => {
  const caller = await api();
  const domains = caller.grpc(DomainService);
  const { context } = await makeMember();
  const entry = await addedDomain(context);
  const name = of(context.organizationId);
  expect((await domains.getDomain({ ...name, id: entry.id })).domain).toMatchObject({
    txtRecordKey: entry.record?.name,
    txtRecordSecret: entry.record?.value,
    verificationStatus: 1,
    verificationMethod: 2,
  });
  expect(await domains.verifyDomain({ ...name, id: entry.id })).toMatchObject({ verified: false });
  publishProof(zone, entry);
  expect(await domains.verifyDomain({ ...name, id: entry.id })).toMatchObject({ verified: true });
  expect(await actionsOf(context)).toContainEqual(["domain.verified", "api_client", entry.domain]);

  const second = await domains.createDomain({ ...name, domain: { domain: freshDomain() } });
  const { body } = await caller.rest(
    "GET",
    `/organizations/${context.organizationId}/domains?page_size=1&page_number=2`,
  );
  expect(body).toMatchObject({ page_size: 1, page_number: 2, domains: [{ id: entry.id }] });
  expect((await domains.listDomains(name)).domains.map(({ id }) => id)).toEqual([second.domain?.id, entry.id]);
  expect((await domains.listDomains({ ...name, pageSize: 1 })).domains).toHaveLength(1);
  expect((await domains.listDomains({ ...name, domainType: 1 })).domains).toEqual([]);
});
