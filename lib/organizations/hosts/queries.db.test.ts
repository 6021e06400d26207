import { and, eq } from "drizzle-orm";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installation } from "#db/client";
import { organizationDomains } from "#db/schema/organization-domains";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { makeOrganization } from "#db/testing/factories";
import { env } from "#lib/env";
import { newId, type OrganizationId } from "#lib/ids";
import { findPublicBrand } from "../queries.ts";
import { findBrandAtHost, findHostDoor, isDoorOf } from "./queries.ts";
import { placeOf } from "./rules.ts";

let count = 0;
const unique = () => `${process.pid.toString(36)}${(++count).toString(36)}`;

type Status = "pending" | "verified" | "failed";

async function addDomain(organizationId: OrganizationId, domain: string, status: Status = "verified") {
  await installation
    .insert(organizationDomains)
    .values({ id: newId("dom"), organizationId, domain, token: "t", status, createdVia: "user" });
}

const setStatus = (organizationId: OrganizationId, domain: string, status: Status) =>
  installation
    .update(organizationDomains)
    .set({ status })
    .where(and(eq(organizationDomains.organizationId, organizationId), eq(organizationDomains.domain, domain)));

const retire = (slug: string) =>
  installation.update(organizationSlugs).set({ retiredAt: new Date() }).where(eq(organizationSlugs.slug, slug));

async function doorAt(host: string) {
  const place = placeOf(host, env.host);
  const door = place && (await findHostDoor(place));
  return door?.open ? { id: door.brand.organizationId, moved: door.moved } : null;
}

const under = (label: string) => `${label}.${env.host}`;

describe("the door at a subdomain of the installation", () => {
  it("is the organization's whose live slug the label is", async () => {
    const { id, slug } = await makeOrganization();
    expect(await doorAt(under(slug))).toEqual({ id, moved: null });
    expect(await doorAt(`${under(slug).toUpperCase()}:9`)).toEqual({ id, moved: null });
    expect(await doorAt(under(`no-${slug}`))).toBeNull();
  });

  it("of a former slug leads to the live one's", async () => {
    const { id, slug } = await makeOrganization();
    const live = `live-${unique()}`;
    await retire(slug);
    await installation.insert(organizationSlugs).values({ slug: live, organizationId: id });
    const { protocol, port } = new URL(env.APP_URL);
    const to = `${protocol}//${under(live)}${port && `:${port}`}`;
    expect(await doorAt(under(slug))).toEqual({ id, moved: { to, whole: true } });
  });

  it("leads to APP_URL when the organization has no label any more", async () => {
    const { id, slug } = await makeOrganization();
    await retire(slug);
    const byId = { id, moved: { to: `${env.APP_URL}/login/${id}`, whole: false } };
    expect(await doorAt(under(slug))).toEqual(byId);
    const hostname = `auth.${unique()}.com`;
    await installation.insert(organizationSlugs).values({ slug: hostname, organizationId: id });
    expect(await doorAt(under(slug))).toEqual(byId);
    await addDomain(id, hostname);
    expect(await doorAt(under(slug))).toEqual({ id, moved: { to: `${env.APP_URL}/login/${hostname}`, whole: false } });
  });
});

describe("the door at a host of somebody's own", () => {
  it("opens with the proof of that domain, and shuts with it", async () => {
    const { id } = await makeOrganization();
    const domain = `${unique()}.com`;
    await addDomain(id, domain, "pending");
    expect(await doorAt(domain)).toBeNull();
    await setStatus(id, domain, "verified");
    expect(await doorAt(domain)).toEqual({ id, moved: null });
    // Proof is of the name itself: what is under it needs a slug that says so.
    expect(await doorAt(`auth.${domain}`)).toBeNull();
    await setStatus(id, domain, "failed");
    expect(await doorAt(domain)).toBeNull();
  });

  it("is not led away from by whoever claimed its name once and has another address by now", async () => {
    const slug = `auth.${unique()}.com`;
    const { id } = await makeOrganization({ slug });
    await retire(slug);
    await installation.insert(organizationSlugs).values({ slug: `live-${unique()}`, organizationId: id });
    expect(await findPublicBrand(slug)).toBeNull();
    await addDomain(id, slug);
    expect((await findPublicBrand(slug))?.organizationId).toBe(id);
  });

  it("at a hostname slug opens with the proof of it or of a domain above it, by the same organization only", async () => {
    const domain = `${unique()}.com`;
    const slug = `auth.${domain}`;
    const { id } = await makeOrganization({ slug });
    const stranger = await makeOrganization();
    for (const close of ["failed", "pending"] as const) {
      expect([await doorAt(slug), await findPublicBrand(slug)]).toEqual([null, null]);
      // Without proof the door opens by the id, and says nothing of the hostname.
      expect((await findPublicBrand(id))?.slug).toBe(id);
      if (close === "failed") await addDomain(id, domain);
      else await setStatus(id, domain, "verified");
      expect(await doorAt(slug)).toEqual({ id, moved: null });
      expect((await findPublicBrand(slug))?.organizationId).toBe(id);
      await setStatus(id, domain, close);
    }
    // Somebody else's proof of the same domain is not this organization's.
    await addDomain(stranger.id, domain);
    expect([await doorAt(slug), await findPublicBrand(slug)]).toEqual([null, null]);
    expect((await doorAt(domain))?.id).toBe(stranger.id);
    // Nor does a name that merely ends alike.
    const alike = await makeOrganization({ slug: `not${domain}` });
    await addDomain(alike.id, `t${domain}`);
    expect(await doorAt(`not${domain}`)).toBeNull();
  });

  it("is nobody's once the slug is a former one", async () => {
    const domain = `${unique()}.com`;
    const { id } = await makeOrganization({ slug: `auth.${domain}` });
    await addDomain(id, domain);
    await retire(`auth.${domain}`);
    expect(await doorAt(`auth.${domain}`)).toBeNull();
    expect((await doorAt(domain))?.id).toBe(id);
  });
});

it("shows nothing at any host while the organization is deactivated or deleted", async () => {
  const { id, slug } = await makeOrganization();
  const domain = `${unique()}.com`;
  await addDomain(id, domain);
  for (const state of [{ deactivatedAt: new Date() }, { deactivatedAt: null, deletedAt: new Date() }]) {
    await installation.update(organizations).set(state).where(eq(organizations.id, id));
    expect([await doorAt(under(slug)), await doorAt(domain)]).toEqual([null, null]);
    expect(await isDoorOf(`http://${under(slug)}`, slug)).toBe(false);
    // Known nevertheless, so that whoever remembers it hears when it opens again.
    expect((await findHostDoor({ host: domain, label: null }))?.brand.organizationId).toBe(id);
  }
  await installation.update(organizations).set({ deletedAt: null }).where(eq(organizations.id, id));
  expect((await findBrandAtHost(under(slug)))?.organizationId).toBe(id);
});

describe("the origin of a form", () => {
  const { protocol, port } = new URL(env.APP_URL);
  const origin = (host: string) => `${protocol}//${host}${port && `:${port}`}`;

  it("is a door's when its host means the organization that the form names, by slug or by id", async () => {
    const { id, slug } = await makeOrganization({ externalId: `crm-${unique()}` });
    const domain = `${unique()}.com`;
    await addDomain(id, domain);
    for (const host of [under(slug), domain]) {
      for (const address of [slug, id]) expect([host, await isDoorOf(origin(host), address)]).toEqual([host, true]);
    }
  });

  it("is nobody's for another organization, another scheme or port, or no organization", async () => {
    const { slug } = await makeOrganization();
    const other = await makeOrganization();
    const other_scheme = protocol === "http:" ? "https:" : "http:";
    for (const [from, address] of [
      [origin(under(slug)), other.slug],
      [origin(under(slug)), other.id],
      [origin(under(slug)), ""],
      [origin(under(slug)), "nobody"],
      [origin(under(`no-${slug}`)), slug],
      [`${other_scheme}//${under(slug)}`, slug],
      [`${protocol}//${under(slug)}:1`, slug],
      [`${origin(under(slug))}/`, slug],
      [origin(under(slug)).toUpperCase(), slug],
      [origin(env.host), slug],
      ["null", slug],
      ["", slug],
      ["\0", slug],
    ] as const) {
      expect([from, address, await isDoorOf(from, address)]).toEqual([from, address, false]);
    }
  });
});

describe("the notices that doors are kept by", () => {
  let client: pg.Client;
  let heard: string[];

  beforeEach(async () => {
    heard = [];
    client = new pg.Client(process.env.DATABASE_URL);
    await client.connect();
    client.on("notification", ({ payload = "" }) => heard.push(payload));
    await client.query("listen brand_changed");
  });
  afterEach(() => client.end());

  const hears = (...names: string[]) => vi.waitFor(() => expect(heard).toEqual(expect.arrayContaining(names)));

  it("name domain, organization and its slugs when a proof comes or goes", async () => {
    const { id, slug } = await makeOrganization();
    const domain = `${unique()}.com`;
    await hears(id, slug);
    for (const change of [
      () => addDomain(id, domain),
      () => setStatus(id, domain, "failed"),
      () => installation.delete(organizationDomains).where(eq(organizationDomains.domain, domain)),
    ]) {
      heard = [];
      await change();
      await hears(domain, id, slug);
    }
  });

  it("name both organizations when a slug or a domain moves from one to another", async () => {
    const [from, to] = [await makeOrganization(), await makeOrganization()];
    const domain = `${unique()}.com`;
    await addDomain(from.id, domain);
    heard = [];
    await installation
      .update(organizationDomains)
      .set({ organizationId: to.id })
      .where(eq(organizationDomains.domain, domain));
    await hears(domain, from.id, to.id, from.slug, to.slug);
    heard = [];
    await retire(to.slug);
    await installation
      .update(organizationSlugs)
      .set({ organizationId: to.id })
      .where(eq(organizationSlugs.slug, from.slug));
    await hears(from.slug, from.id, to.id);
  });

  it("name the organization whose first address it is", async () => {
    const { id } = await makeOrganization({ slug: null });
    const slug = `first-${unique()}`;
    await installation.insert(organizationSlugs).values({ slug, organizationId: id });
    await hears(slug, id);
  });
});
