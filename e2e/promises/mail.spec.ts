import { createServer } from "node:net";
import { expect, test } from "@playwright/test";
import { fieldError } from "../support/actions.ts";
import { type Answer, Client } from "../support/client.ts";
import { createDatabase, householdOf, rows } from "../support/database.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";
import { csrfToken, letIn, signInByProvider, useLink } from "../support/front-door.ts";
import { type Delivered, startMailServer } from "../support/mail-server.ts";
import { claimsFor, freshPerson, whoIs } from "../support/people.ts";

type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/** A port nobody has, for an address that is known before the server starts. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Variables of a Foyer that people reach from elsewhere. `Client` goes to loopback, whatever the name. */
async function reachable(): Promise<{ baseUrl: string; variables: Record<string, string> }> {
  const port = await freePort();
  const baseUrl = `http://foyer.example:${port}`;
  return { baseUrl, variables: { HOST: "0.0.0.0", PORT: String(port), APP_URL: baseUrl } };
}

/** Where the HTML of a mail could lead or fetch from. Its document type is a name that nobody fetches. */
const originsIn = (html = "") => [...new Set(html.replace(/^<!DOCTYPE[^>]*>/, "").match(/https?:\/\/[^/"<\s]+/g))];

const refuses = (address: string) => address.startsWith("nobody@");

let database: Awaited<ReturnType<typeof createDatabase>>;

test.beforeAll(async () => {
  database = await createDatabase();
});

test.afterAll(() => database.drop());

test.describe("mail over SMTP", () => {
  let mail: MailServer;
  let server: FoyerProcess;
  let baseUrl: string;

  test.beforeAll(async () => {
    mail = await startMailServer({ refuses });
    const place = await reachable();
    baseUrl = place.baseUrl;
    const sender = { EMAIL_SERVER: mail.url, EMAIL_FROM: "Foyer <door@foyer.example>" };
    server = await startFoyer({ DATABASE_URL: database.url, ...place.variables, ...sender });
  });

  test.afterAll(async () => {
    await server.stop();
    await mail.stop();
  });

  const ask = (client: Client, email: string) => client.post("/api/sign-in", { method: "email", email });
  const sentTo = (email: string): Delivered[] => mail.delivered.filter(({ recipients }) => recipients.includes(email));

  /** What a person reads at the e-mail field after an answer. */
  async function read(client: Client, answer: Answer): Promise<string | null> {
    const page = await client.follow(answer);
    expect(page.status).toBe(200);
    return fieldError(page.body, "email");
  }

  test("someone gets one mail, in text and HTML, from the set sender, whose link signs them in", async () => {
    const { email } = freshPerson();
    const client = new Client({ baseUrl });
    const page = await client.follow(await ask(client, email));
    expect(page.url.pathname).toBe("/sign-in/check-mail");
    expect(page.body).not.toContain("/mailbox");

    const [message, ...more] = sentTo(email);
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      sender: "door@foyer.example",
      recipients: [email],
      headers: {
        from: "Foyer <door@foyer.example>",
        to: email,
        subject: "Sign in to Foyer",
        "content-type": expect.stringMatching(/^multipart\/alternative;/),
      },
    });
    expect(message?.headers).not.toHaveProperty("cc");
    const [link, ...others] = message?.text.match(/https?:\/\/\S+/g) ?? [];
    expect(others).toEqual([]);
    const url = new URL(link ?? "");
    expect(url.origin).toBe(baseUrl);
    expect(message?.html).toContain(`href="${url.href.replaceAll("&", "&amp;")}"`);
    expect(originsIn(message?.html)).toEqual([baseUrl]);

    expect(letIn(await useLink(client, url))).toBe(true);
    expect((await whoIs(client))?.user.email).toBe(email);
    expect((await householdOf(email, database.url)).organizations).toBe(1);
  });

  test("someone who asks at an organization's door gets that organization's mail, and its hostile name harms nobody", async () => {
    const displayName = 'Ørion "Labs" <b>http://evil.example</b> 株式会社';
    const slug = "orion-labs";
    await rows(
      `with made as (insert into organizations (id, display_name, created_via, color)
         values ('org_10000000000000001', $1, 'user', '#2f4b9c') returning id)
       insert into organization_slugs (slug, organization_id) select $2, id from made`,
      [displayName, slug],
      database.url,
    );
    const { email } = freshPerson();
    const client = new Client({ baseUrl });
    const callbackUrl = `/home?organization=${slug}`;
    await client.post("/api/sign-in", { method: "email", email, callbackUrl, organization: slug });
    const [message] = sentTo(email);
    expect(message?.headers).toMatchObject({ from: "Foyer <door@foyer.example>", to: email });
    const name = 'Ørion "Labs" b http evil example b 株式会社';
    expect(message?.headers.subject).toBe(`Sign in to ${name}`);
    expect(message?.text.split(/\r?\n/)[0]).toBe(`Sign in to ${name}`);
    expect(message?.text.match(/https?:\/\/\S+/g)).toHaveLength(1);
    expect(originsIn(message?.html)).toEqual([baseUrl]);
    expect(message?.html).toContain("background-color:#2f4b9c");
  });

  test("nobody finds a mailbox page", async () => {
    expect((await new Client({ baseUrl }).get("/mailbox")).status).toBe(404);
  });

  test("someone whose address the mail server refuses reads that the mail could not be sent", async () => {
    const email = freshPerson().email.replace("maya@", "nobody@");
    const client = new Client({ baseUrl });
    const asked = await ask(client, email);
    expect(asked.status).toBe(303);
    expect(await read(client, asked)).toBe("The mail could not be sent just now. Try again in a minute.");
    expect(sentTo(email)).toEqual([]);
  });

  test("while the mail server is down people read so, and once it is back mail goes out again", async () => {
    const person = freshPerson();
    await mail.stop();
    try {
      const client = new Client({ baseUrl });
      expect(await read(client, await ask(client, person.email))).toBe(
        "The mail could not be sent just now. Try again in a minute.",
      );
      const unvouched = await signInByProvider(client, claimsFor(person, { email_verified: false }));
      expect(await read(client, unvouched)).toBe("The mail could not be sent just now. Try again in a minute.");
      const bare = await client.post("/api/auth/signin/nodemailer", {
        csrfToken: await csrfToken(client),
        email: person.email,
      });
      expect(bare.status).toBe(303);
      expect((await client.follow(bare)).body).toContain("The sign-in did not work.");
      expect(await whoIs(client)).toBeNull();
    } finally {
      mail = await startMailServer({ port: mail.port, refuses });
    }
    const client = new Client({ baseUrl });
    expect((await ask(client, person.email)).location?.pathname).toBe("/sign-in/check-mail");
    expect(sentTo(person.email)).toHaveLength(1);
  });

  /** What is typed, and the one address that mail may go to; null when it is refused. `victim` is replaced by a fresh domain. */
  const hostile: [typed: string, reached: string | null][] = [
    ['"eve@attacker.com"@victim', null],
    ["eve@attacker.com,maya@victim", null],
    ["maya@victim;eve@attacker.com", null],
    ["maya@victim eve@attacker.com", null],
    ["Maya <maya@victim>, eve@attacker.com", null],
    ["<eve@attacker.com>maya@victim", null],
    ["maya@victim\r\nBcc: eve@attacker.com", null],
    ["maya@victim>\r\nRCPT TO:<eve@attacker.com", null],
    ["maya@victim\0", null],
    ["eve@attacker.com＠victim", null],
    ["eve@attacker.com(maya@victim)", null],
    ["maya@[127.0.0.1]", null],
    ["eve%attacker.com@victim", "eve%attacker.com@victim"],
    ["maya＠victim", "maya@victim"],
    ["MAYA@victim", "maya@victim"],
    ["mаya@victim", null],
    [`${"m".repeat(300)}@victim`, null],
    [`maya@${"m".repeat(300)}.victim`, null],
  ];

  for (const [pattern, reached] of hostile) {
    test(`mail to ${JSON.stringify(pattern.slice(0, 44))} goes to ${reached ?? "nobody"}`, async () => {
      const domain = freshPerson().email.split("@")[1] ?? "";
      const typed = pattern.replace("victim", domain);
      const expected = reached ? [reached.replace("victim", domain)] : [];
      const before = mail.asked.length;
      const client = new Client({ baseUrl });
      const asked = await ask(client, typed);
      expect(asked.status).toBe(303);
      expect(mail.asked.slice(before)).toEqual(expected);
      if (reached) expect(asked.location?.pathname).toBe("/sign-in/check-mail");
      else expect(await read(client, asked)).toBe("That is not a whole e-mail address. It looks like ada@orion.com.");

      const bare = await client.post("/api/auth/signin/nodemailer", {
        csrfToken: await csrfToken(client),
        email: typed,
      });
      expect(bare.status).toBe(303);
      expect(mail.asked.slice(before)).toEqual([...expected, ...expected]);
    });
  }
});

test("where people come from elsewhere and no mail server is set, there is neither a mailbox nor sign-in by mail", async () => {
  const { baseUrl, variables } = await reachable();
  const server = await startFoyer({ DATABASE_URL: database.url, ...variables });
  try {
    const client = new Client({ baseUrl });
    expect((await client.get("/mailbox")).status).toBe(404);
    for (const page of ["/sign-in", "/sign-up"]) {
      const { status, body } = await client.get(page);
      expect([page, status, body.includes("Continue with OpenID")]).toEqual([page, 200, true]);
      expect([page, body.includes('name="email"')]).toEqual([page, false]);
    }
    const { email } = freshPerson();
    const asked = await client.post("/api/sign-in", { method: "email", email });
    expect(asked.location?.searchParams.get("error")).toBe("MethodUnavailable");
    const bare = await client.post("/api/auth/signin/nodemailer", { csrfToken: await csrfToken(client), email });
    expect([bare.status < 500, letIn(bare)]).toEqual([true, false]);
    const unvouched = await signInByProvider(client, claimsFor(freshPerson(), { email_verified: false }));
    expect(unvouched.location?.searchParams.get("error")).toBe("MailUnavailable");
    expect((await client.follow(unvouched)).body).toContain("The mail could not be sent just now.");
  } finally {
    await server.stop();
  }
});
