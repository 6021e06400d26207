import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { makeDomain, makeMembership, makeOrganization, makeSession, makeUser } from "#db/testing/factories";
import type { OrganizationId, UserId } from "#lib/ids";
import type { TxtAnswer } from "#lib/organizations/domains/resolver";
import { findingOf } from "#lib/organizations/domains/rules";
import { rows } from "./database.ts";
import { proveDomain } from "./hosts.ts";
import { signInOperator } from "./people.ts";
import { clientsOf } from "./scenery-clients.ts";
import { type WebhookScenery, webhooksOf } from "./webhook-scenery.ts";

/** People and organizations to look at: what the pictures of every page show. Names are unique, or a spec could run only once. */

/** Three stars of a belt on blue: a logo as a person would upload it. */
const orionLogo = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128">
<rect width="128" height="128" fill="#2f4b9c"/><g fill="#fff">
<circle cx="37" cy="86" r="9"/><circle cx="64" cy="64" r="13"/><circle cx="92" cy="42" r="9"/></g></svg>`);

/** Stores it under a name that nobody else has, so that no other test removes it. */
export async function storeLogo(): Promise<string> {
  const picture = sharp(orionLogo, { density: 288 }).resize(512, 512);
  const [webp, png] = await Promise.all([picture.clone().webp().toBuffer(), picture.clone().png().toBuffer()]);
  const hash = randomBytes(32).toString("hex");
  await rows("insert into logos (hash, webp, png) values ($1, $2, $3)", [hash, webp, png]);
  return hash;
}

async function event(
  organizationId: OrganizationId,
  actor: UserId,
  action: string,
  details: object | null,
  minutesAgo: number,
) {
  await rows(
    `insert into audit_events (id, organization_id, actor_kind, actor_id, action, details, created_at)
     values ($1, $2, 'user', $3, $4, $5, now() - make_interval(mins => $6))`,
    [
      `aud_${1e17 - minutesAgo}${randomBytes(3).readUIntBE(0, 3)}`.slice(0, 30),
      organizationId,
      actor,
      action,
      JSON.stringify(details),
      minutesAgo,
    ],
  );
}

const colleagues = [
  "Tomás Rey",
  "Amara Okafor-Wilhelmsdottir",
  "Jun Ito",
  "Priya Nair",
  "Noor Haddad",
  "Wanjiru Kamau",
];

const minutes = (count: number) => new Date(Date.now() + count * 60_000);

/** What a look says that got this answer instead of the proof. */
function problem(answer: TxtAnswer, domain: string): string | null {
  const finding = findingOf(answer, domain, "");
  return finding.kind === "proof" ? null : finding.problem;
}

/** A domain in every state that its line can show. */
async function domainsOf(organizationId: OrganizationId, mark: string) {
  const name = (label: string) => `${label}${mark}.com`;
  const seen = { checkedAt: minutes(-3), createdAt: minutes(-90) };
  const [verified, shaky, wrong, lost, given, fresh] = [
    name("orion-analytics"),
    name("orion-labs"),
    `a-really-quite-long-name-for-a-host.${name("orion-observatory-of-the-northern-hemisphere")}`,
    name("orion-data"),
    name("orion-partner"),
    name("orion"),
  ] as const;
  await makeDomain(organizationId, verified, { ...seen, nextCheckAt: minutes(1_440), verifiedAt: minutes(-60) });
  await makeDomain(organizationId, shaky, {
    ...seen,
    nextCheckAt: minutes(1_440),
    misses: 1,
    problem: problem({ kind: "no_record" }, shaky),
  });
  await makeDomain(organizationId, wrong, {
    ...seen,
    status: "pending",
    misses: 3,
    nextCheckAt: minutes(8),
    problem: problem({ kind: "texts", texts: ["foyer-verification=1"] }, wrong),
  });
  await makeDomain(organizationId, lost, {
    ...seen,
    status: "failed",
    misses: 4,
    problem: problem({ kind: "no_domain" }, lost),
  });
  await makeDomain(organizationId, given, { createdVia: "operator", createdAt: minutes(-200) });
  await makeDomain(organizationId, fresh, { status: "pending", nextCheckAt: minutes(1) });
}

export type Scenery = {
  /** Session tokens: of Maya, admin everywhere; of Tomás, a member of Orion; of someone new; of someone in no organization; of Kim, in a broken one; of Lea, whose one is deactivated; of Olu, an operator. */
  maya: string;
  tomas: string;
  newcomer: string;
  nobody: string;
  kim: string;
  lea: string;
  olu: string;
  /** Slugs. */
  orion: string;
  yellow: string;
  black: string;
  /** A hostname that nobody has verified. */
  claim: string;
  /** Deactivated; deleted. */
  shut: string;
  gone: string;
  /** Client ids: one with templates and two secrets, one with little, one of somebody else's that has lost its secrets. */
  ledger: string;
  pocket: string;
  bare: string;
  /** API clients: one with two scopes and two secrets, one with every scope and a long name, one that is revoked. */
  billing: string;
  sync: string;
  revoked: string;
  /** Its portal cannot be drawn: a record in it is not what the page expects. */
  broken: string;
  /** Ids of endpoints, and of an event of the troubled one. */
  webhooks: WebhookScenery;
};

/** What the operators' catalogue has and tokens say. It is the installation's, so it is the same each time. */
async function catalogue() {
  await rows(
    `insert into permissions (name, description) values
      ('invoices:read', 'See invoices and download them.'),
      ('invoices:approve', 'Approve an invoice up to the limit of the cost centre. Above it a second person is asked, who must not be the one that wrote it.'),
      ('workspace_data:export_everything_with_attachments_and_history', ''),
      ('reports:share', 'Send a report to people outside.')
     on conflict do nothing`,
  );
  await rows(
    `insert into role_permissions (role, permission) values
      ('admin', 'invoices:read'), ('member', 'invoices:read'), ('admin', 'invoices:approve'), ('admin', 'reports:share')
     on conflict do nothing`,
  );
  await rows(
    `insert into custom_claims (name, path, in_id_token) values
      ('plan', 'organization.metadata.plan', false), ('region', 'organization.metadata.region', true),
      ('https://orion.example/claims/account_manager', 'organization.metadata.account manager', true)
     on conflict do nothing`,
  );
}

/** @param mark makes the addresses unique; "" for pictures that are published */
export async function buildScenery(mark = `-${randomBytes(3).toString("hex")}`): Promise<Scenery> {
  const mail = (name: string) => `${name}@orion${mark}.example`;
  const maya = await makeUser({ email: mail("maya"), name: "Maya Lindqvist", givenName: "Maya" });
  const kim = await makeUser({ email: mail("kim"), name: "Kim Aalto", givenName: "Kim" });
  const tokenOf = async (
    userId: UserId,
    organizationId: OrganizationId | null = null,
    userAgent: string | null = null,
  ) => (await makeSession(userId, { organizationId, userAgent, ip: "203.0.113.9" })).token;

  const orion = await makeOrganization({
    slug: `orion${mark}`,
    displayName: "Orion Analytics",
    color: "#2f4b9c",
    logoHash: await storeLogo(),
    externalId: `acct_20417${mark}`,
    metadata: { plan: "enterprise", region: "eu-north-1", "account manager": "Amara Okafor" },
  });
  await proveDomain(orion.id, `login.orion${mark}.com`);
  await makeMembership(orion.id, maya.id, "admin");
  const others: UserId[] = [];
  for (const name of colleagues) {
    const given = name.split(" ")[0] ?? name;
    const user = await makeUser({ email: mail(given.toLowerCase().replace("á", "a")), name, givenName: given });
    await makeMembership(orion.id, user.id, others.length === 0 ? "admin" : "member");
    others.push(user.id);
  }
  const [tomas = maya.id] = others;
  await event(orion.id, maya.id, "organization.created", { name: "Orion Analytics" }, 3_000);
  await event(orion.id, maya.id, "organization.logo_changed", {}, 1_500);
  await event(orion.id, tomas, "organization.color_changed", { to: "#2f4b9c" }, 130);
  await event(orion.id, maya.id, "organization.slug_changed", { from: "orion-data", to: orion.slug }, 12);

  const yellow = await makeOrganization({
    slug: `lumen-field${mark}`,
    displayName: "Lumen Field Cooperative for Regional Solar and Storage",
    color: "#ffd400",
  });
  const black = await makeOrganization({ slug: `nocturne${mark}`, displayName: "Nocturne", color: "#111318" });
  const broken = await makeOrganization({ slug: `broken${mark}`, displayName: "Broken" });
  await makeMembership(broken.id, kim.id, "admin");
  await event(broken.id, kim.id, "organization.renamed", null, 1);
  const claim = await makeOrganization({ slug: `auth.pleiades${mark}.com`, displayName: "Pleiades", color: "#7a2f63" });
  for (const { id } of [yellow, black, claim]) await makeMembership(id, maya.id, "admin");
  await domainsOf(orion.id, mark);
  await makeDomain(black.id, `nocturne${mark}.com`, { status: "pending", nextCheckAt: minutes(1) });
  await event(yellow.id, maya.id, "organization.created", { name: yellow.displayName }, 1);
  await catalogue();

  const shut = await makeOrganization({
    slug: `harbour${mark}`,
    displayName: "Harbour Freight Planning",
    color: "#1f6f78",
    deactivatedAt: new Date(),
  });
  const lea = await makeUser({ email: mail("lea"), name: "Lea Brandt", givenName: "Lea" });
  await makeMembership(shut.id, lea.id, "admin");
  await makeDomain(shut.id, `harbour-freight${mark}.com`, { createdVia: "operator" });
  const lost = `harbour${mark}.dev`;
  await makeDomain(shut.id, lost, { status: "failed", problem: problem({ kind: "no_record" }, lost) });
  const gone = await makeOrganization({
    slug: `copperline${mark}`,
    displayName: "Copperline",
    deletedAt: new Date(Date.now() - 18.5 * 86_400_000),
  });

  const clients = await clientsOf(mark);

  const newcomer = await makeUser({ email: mail("ines"), name: "Inês Duarte", givenName: "Inês", welcomedAt: null });
  const first = await makeOrganization({
    slug: `ines-workspace${mark}`,
    displayName: "Inês's workspace",
    createdVia: "sign_up",
  });
  await makeMembership(first.id, newcomer.id, "admin");
  const nobody = await makeUser({ email: mail("sam"), name: null, givenName: null });

  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  const phone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
  await tokenOf(maya.id, orion.id, phone);
  return {
    maya: await tokenOf(maya.id, orion.id, chrome),
    tomas: await tokenOf(others[1] ?? maya.id, orion.id, chrome),
    newcomer: await tokenOf(newcomer.id, first.id, chrome),
    nobody: await tokenOf(nobody.id, null, chrome),
    kim: await tokenOf(kim.id, broken.id, chrome),
    lea: await tokenOf(lea.id, null, chrome),
    olu: (await signInOperator()).token,
    orion: orion.slug,
    yellow: yellow.slug,
    black: black.slug,
    claim: claim.slug,
    shut: shut.slug,
    gone: gone.slug,
    broken: broken.slug,
    ...clients,
    webhooks: await webhooksOf(mark),
  };
}
