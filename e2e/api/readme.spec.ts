import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { newWebhookSecret, signedHeaders } from "#lib/webhooks/signature";
import { expect, test } from "../support/browser.ts";
import { target } from "../support/environment.ts";
import { fresh, makeClient } from "../support/sdk.ts";

/** README's snippets for Node, run as they stand there. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(`${root}/README.md`, "utf8");

test("README's lines do what they say", async () => {
  const [, code = ""] = /```ts\n(import \{ ScalekitClient \}[\s\S]+?)```/.exec(readme) ?? [];
  const [externalId, slug] = [fresh("customer"), fresh("orion")];
  const script = code
    .replace("https://foyer.example", target.baseUrl)
    .replaceAll("customer_12345", externalId)
    .replace('"orion"', `"${slug}"`);
  const file = `${root}/test-results/readme-${process.pid}.mjs`;
  const { id, secret } = await makeClient({ url: target.baseUrl, databaseUrl: target.databaseUrl });
  writeFileSync(
    file,
    `const [CLIENT_ID, CLIENT_SECRET] = process.argv.slice(2);\n${script}\nconsole.log(JSON.stringify(found.organization, (_, value) => (typeof value === "bigint" ? Number(value) : value)));`,
  );
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file, id, secret]);
    expect(JSON.parse(stdout)).toMatchObject({
      displayName: "Orion Analytics",
      externalId,
      slug,
      metadata: { plan: "enterprise" },
    });
  } finally {
    rmSync(file);
  }
});

test("README's receiver takes what is signed with its secret, and nothing else", async () => {
  const [, code = ""] = /```js\n(import [\s\S]+?listen\(4000\);\n)```/.exec(readme) ?? [];
  const file = `${root}/test-results/receiver-${process.pid}.mjs`;
  // Any free port, which it says.
  const announced = code.replace(
    "listen(4000)",
    'listen(0, "127.0.0.1", function () { console.log(String(this.address().port)) })',
  );
  writeFileSync(file, announced);
  const secret = newWebhookSecret();
  const receiver = spawn(process.execPath, [file], { env: { ...process.env, WEBHOOK_SECRET: secret } });
  try {
    const port = Number(String((await once(receiver.stdout, "data"))[0]));
    const message = { id: "evt_1", body: '{"id":"evt_1","type":"organization.created","data":{}}', sentAt: new Date() };
    const post = async (headers: Record<string, string>, body = message.body) =>
      (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body })).status;
    expect(await post(signedHeaders(message, [secret]))).toBe(204);
    expect(await post(signedHeaders(message, [newWebhookSecret()]))).toBe(400);
    expect(await post(signedHeaders(message, [secret]), `${message.body} `)).toBe(400);
    expect(await post({})).toBe(400);
  } finally {
    receiver.kill();
    rmSync(file);
  }
});
