import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { makeOrganization } from "#db/testing/factories";
import { type Answer, Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { target } from "../support/environment.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";
import { loseProof, originOf, proveDomain, subdomainOf } from "../support/hosts.ts";
import { enterAs, signIn } from "../support/people.ts";

const unique = () => randomBytes(5).toString("hex");
const nothing = "There is nothing here under that name.\n";
const title = (answer: Answer) => /<title>(.*?)<\/title>/.exec(answer.body)?.[1];
const at = (origin: string) => new Client({ baseUrl: origin });

/** A second Foyer beside the one under test, on the same database and known by the same address. */
let second: FoyerProcess;
test.beforeAll(async () => {
  second = await startFoyer({
    DATABASE_URL: target.databaseUrl,
    APP_URL: target.baseUrl,
    DOOR_ADDRESSES: "subdomain",
  });
});
test.afterAll(() => second.stop());
const base = () => new Client({ baseUrl: target.baseUrl });
/** The same host, asked of either process. */
const both = (origin: string, path = "/") =>
  Promise.all([
    at(origin).get(path),
    at(`http://localhost:${second.port}`).get(path, { headers: { host: new URL(origin).host } }),
  ]);

test.describe("A stranger under a name that is nobody's", () => {
  test("gets the same nothing for every such name and path, never a cookie, never a fault", async () => {
    const { slug } = await makeOrganization();
    const seen = new Set<string>();
    for (const host of [
      `nobody-${unique()}.localhost`,
      `a.${slug}.localhost`,
      `${slug}.localhost.`,
      `${slug}.localhost.evil.example`,
      `${slug}%2elocalhost`,
      "evil.example",
      "xn--80aqlfh.xn--p1ai",
      "..",
      "a".repeat(10_000),
      "null",
    ]) {
      for (const path of ["/", "/sign-in", `/login/${slug}`, "/_next/static/x.js", "/api/auth/session"]) {
        for (const method of ["GET", "POST"]) {
          const answer = await base().send(method, path, { headers: { host, cookie: "foyer.session=x" } });
          const { date: _, ...headers } = answer.headers;
          expect([host, path, answer.status, answer.setCookies]).toEqual([host, path, 404, []]);
          seen.add(JSON.stringify([answer.body, headers]));
        }
      }
    }
    expect(seen.size).toBe(1);
    expect([...seen][0]).toContain(JSON.stringify(nothing));
  });

  test("learns nothing by headers that say another host", async () => {
    const { slug } = await makeOrganization({ displayName: "Lyra Labs" });
    const host = `${slug}.localhost`;
    for (const name of [
      "x-forwarded-host",
      "x-foyer-door-host",
      "x-foyer-host",
      "x-org-id",
      "forwarded",
      "x-original-host",
    ]) {
      for (const value of [host, `host=${host}`]) {
        const landing = await base().get("/?x", { headers: { [name]: value } });
        expect([name, title(landing)]).toEqual([name, "Foyer"]);
        const door = await base().get(`/door/${host}`, { headers: { [name]: value } });
        expect([name, door.status]).toEqual([name, 404]);
        expect(door.body).not.toContain("Lyra Labs");
      }
    }
  });
});

test.describe("An organization's own host", () => {
  test("serves the door only, and sets no cookie whatever is asked of it", async () => {
    const person = await signIn({ displayName: "Lyra Labs" });
    const browser = enterAs(at(subdomainOf(person.slug)), person);
    const door = await browser.get("/?utm=x");
    expect([door.status, title(door)]).toEqual([200, "Sign in to Lyra Labs"]);
    expect(door.body).toContain(`<link rel="canonical" href="${target.baseUrl}/login/${person.slug}"/>`);
    expect(door.headers["content-security-policy"]).toMatch(new RegExp(`form-action 'self' ${target.baseUrl} `));
    expect(door.headers["referrer-policy"]).toBe("strict-origin");
    // Forms and links lead to APP_URL, scripts and pictures to where the page is.
    const forms = [...door.body.matchAll(/<form[^>]* action="([^"]*)"/g)].map(([, action]) => action);
    expect(forms).toEqual(forms.map(() => `${target.baseUrl}/api/sign-in`));
    const links = [...door.body.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, link = ""]) => new URL(link).origin);
    expect(links).toEqual(links.map(() => target.baseUrl));
    expect(Math.min(forms.length, links.length)).toBeGreaterThan(1);
    const files = [...door.body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(files.length).toBeGreaterThan(3);
    const answers = [door];
    for (const path of files) {
      const answer = await browser.get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      answers.push(answer);
    }
    for (const path of [
      `/login/${person.slug}`,
      "/home",
      `/o/${person.slug}`,
      "/api/auth/csrf",
      "/sign-in",
      "/mailbox",
    ]) {
      const answer = await browser.get(path);
      expect([path, answer.status, answer.body]).toEqual([path, 404, expect.stringContaining(nothing.trim())]);
      answers.push(answer);
    }
    for (const [method, path] of [
      ["POST", "/"],
      ["POST", "/api/sign-in"],
      ["DELETE", "/"],
    ] as const) {
      const answer = await browser.send(method, path, { headers: { origin: browser.baseUrl, "next-action": "x" } });
      expect([path, answer.status]).toEqual([path, 405]);
      answers.push(answer);
    }
    expect(answers.flatMap(({ setCookies }) => setCookies)).toEqual([]);
  });

  test("of a former slug leads to the live one's with path and query, by either process", async () => {
    const admin = await signIn();
    const [first, live] = [admin.slug, `live-${unique()}`];
    for (const answer of await both(subdomainOf(first))) expect(answer.status).toBe(200);
    await rows("update organization_slugs set retired_at = now() where slug = $1", [first]);
    await rows("insert into organization_slugs (slug, organization_id) values ($1, $2)", [live, admin.organizationId]);
    await expect(async () => {
      for (const { status, location } of await both(subdomainOf(first), "/a/b?c=d")) {
        expect([status, location?.href]).toEqual([308, `${subdomainOf(live)}/a/b?c=d`]);
      }
    }).toPass({ intervals: [50] });
    await rows("delete from organization_slugs where slug = $1", [live]);
    await expect(async () => {
      for (const { location } of await both(subdomainOf(first), "/?c=d")) {
        expect(location?.href).toBe(`${target.baseUrl}/login/${admin.organizationId}?c=d`);
      }
    }).toPass({ intervals: [50] });
  });

  test("shows a changed brand, by either process, under every address", async () => {
    const { id, slug } = await makeOrganization({ displayName: "Before" });
    const domain = `${unique()}.orion-doors.com`;
    await proveDomain(id, domain);
    const places = [subdomainOf(slug), originOf(domain)];
    const titles = async () => (await Promise.all(places.map((origin) => both(origin)))).flat().map(title);
    await expect(async () => expect(await titles()).toEqual(Array(4).fill("Sign in to Before"))).toPass();
    for (const name of ["After", "Later"]) {
      await rows("update organizations set display_name = $2 where id = $1", [id, name]);
      await expect(async () => expect(await titles()).toEqual(Array(4).fill(`Sign in to ${name}`))).toPass({
        intervals: [50],
      });
    }
    await rows("update organizations set deactivated_at = now() where id = $1", [id]);
    const states = async () =>
      (await Promise.all(places.map((origin) => both(origin)))).flat().map(({ status }) => status);
    await expect(async () => expect(await states()).toEqual([404, 404, 404, 404])).toPass({ intervals: [50] });
    await rows("update organizations set deactivated_at = null where id = $1", [id]);
    await expect(async () => expect(await states()).toEqual([200, 200, 200, 200])).toPass({ intervals: [50] });
  });

  test("that is a claimed hostname shows nothing anywhere until it is verified, and nothing when the proof is lost or another's", async () => {
    const domain = `${unique()}.orion-doors.com`;
    const host = `auth.${domain}`;
    const [claimed, stranger] = [await makeOrganization({ slug: host }), await makeOrganization()];
    const states = async () => {
      const doors = [
        ...(await both(originOf(host))),
        await base().get(`/login/${host}`),
        await base().get(`/login/${claimed.id}`),
      ];
      return doors.map(({ status }) => status);
    };
    // Its id is no claim: the door opens there all the while.
    const shut = [404, 404, 404, 200];
    const becomes = (expected: number[]) =>
      expect(async () => expect(await states()).toEqual(expected)).toPass({ intervals: [50] });
    expect(await states()).toEqual(shut);
    await proveDomain(claimed.id, domain);
    await becomes([200, 200, 200, 308]);
    await loseProof(domain);
    await becomes(shut);
    await proveDomain(stranger.id, domain);
    await becomes(shut);
  });
});

test.describe("A form that begins a sign-in", () => {
  const begin = (organization: string, origin: string, pressed = true) =>
    base().post(
      "/api/sign-in",
      { method: "email", email: "no address", organization, callbackUrl: "/account" },
      { origin, "sec-fetch-mode": "navigate", ...(pressed && { "sec-fetch-user": "?1" }) },
    );

  test("is taken from the door of the organization it names, at any of its addresses", async () => {
    const { id, slug } = await makeOrganization();
    const domain = `${unique()}.orion-doors.com`;
    await proveDomain(id, domain);
    for (const origin of [target.baseUrl, subdomainOf(slug), originOf(domain)]) {
      const { status, location } = await begin(slug, origin);
      expect([origin, status, location?.pathname]).toEqual([origin, 303, "/sign-in/continue"]);
      const inside = origin === target.baseUrl ? "/account" : `/home?organization=${slug}`;
      expect([origin, location?.searchParams.get("callbackUrl")]).toEqual([origin, inside]);
    }
  });

  test("begins nothing when a page there sends it by itself: the person is led to the door under Foyer's own name", async () => {
    const { id, slug } = await makeOrganization();
    const domain = `${unique()}.orion-doors.com`;
    await proveDomain(id, domain);
    const { status, location, setCookies } = await begin(slug, originOf(domain), false);
    expect([status, location?.href, setCookies]).toEqual([303, `${target.baseUrl}/login/${slug}`, []]);
  });

  test("is refused from everywhere else", async () => {
    const [one, other] = [await makeOrganization(), await makeOrganization()];
    const domain = `${unique()}.orion-doors.com`;
    for (const [organization, origin] of [
      [one.slug, subdomainOf(other.slug)],
      ["", subdomainOf(one.slug)],
      [one.slug, subdomainOf(`no-${one.slug}`)],
      [one.slug, originOf(domain)],
      [one.slug, subdomainOf(one.slug).replace("http:", "https:")],
      [one.slug, `http://${one.slug}.localhost:1`],
      [one.slug, "http://evil.example"],
      [one.slug, "null"],
      [one.slug, ""],
    ] as const) {
      const answer = await begin(organization, origin);
      expect([origin, answer.status, answer.setCookies]).toEqual([origin, 403, []]);
    }
  });
});

test("a door is found by the id or the external id of its organization, which has its address after that", async () => {
  const external = `CRM-${unique()} / ü`;
  const { id, slug } = await makeOrganization({ externalId: external });
  for (const address of [id, encodeURIComponent(external), slug.toUpperCase()]) {
    const { status, location } = await base().get(`/login/${address}?c=d`);
    expect([address, status, location?.href]).toEqual([address, 308, `${target.baseUrl}/login/${slug}?c=d`]);
  }
  const bare = await makeOrganization({ slug: null, displayName: "Lyra Labs" });
  expect(title(await base().get(`/login/${bare.id}`))).toBe("Sign in to Lyra Labs");
  const first = `first-${unique()}`;
  await rows("insert into organization_slugs (slug, organization_id) values ($1, $2)", [first, bare.id]);
  await expect(async () => {
    expect((await base().get(`/login/${bare.id}`)).location?.href).toBe(`${target.baseUrl}/login/${first}`);
  }).toPass({ intervals: [50] });
});

test("an operator who says so gives people the subdomain as the address", async () => {
  const admin = await signIn({ displayName: "Lyra Labs" });
  const client = enterAs(new Client({ baseUrl: `http://localhost:${second.port}` }), admin);
  const portal = await client.get(`/o/${admin.slug}`);
  expect(portal.body).toContain(`href="${subdomainOf(admin.slug)}"`);
  expect(portal.body).toContain(new URL(subdomainOf(admin.slug)).host);
});
