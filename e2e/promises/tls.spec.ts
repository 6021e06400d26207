import { once } from "node:events";
import { connect as connectHttp2, constants } from "node:http2";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { expect, test } from "../support/browser.ts";
import { target } from "../support/environment.ts";
import { signIn } from "../support/people.ts";
import { startTlsFoyer, type TlsFoyer } from "../support/tls.ts";
import { addressField, createButton, freeAddress, nameField } from "../support/workspace-form.ts";

/** One port and one address, with TLS of Foyer's own: pages over HTTP/1.1, HTTP/2 for whoever offers nothing else. */

test.use({ ignoreHTTPSErrors: true });

let server: TlsFoyer;
test.beforeAll(async () => {
  server = await startTlsFoyer({ DATABASE_URL: target.databaseUrl });
});
test.afterAll(() => server.stop());

test("a person works on its pages, with cookies that no other host can set", async ({ page, context }) => {
  const { token } = await signIn();
  await context.addCookies([{ name: "__Host-foyer.session", value: token, url: server.url, secure: true }]);
  const answer = await page.goto(`${server.url}/organizations/new`);
  expect(answer?.headers()["strict-transport-security"]).toBe("max-age=31536000");
  const address = freeAddress();
  const said = server.said();
  await nameField(page).fill("Lyra");
  await addressField(page).fill(address);
  await createButton(page).click();
  await expect(page).toHaveURL(`${server.url}/o/${address}`);
  // Where a form leads Next asks this server, whose certificate is good for another name.
  expect(server.said()).toBe(said);
});

test("HTTP/2 is spoken with clients of gRPC, and has no pages", async () => {
  const session = connectHttp2(server.url, { ca: server.cert });
  const request = session.request({ ":path": "/sign-in" });
  const [[headers], said] = await Promise.all([once(request, "response"), text(request)]);
  expect(headers[constants.HTTP2_HEADER_STATUS]).toBe(505);
  expect(headers["strict-transport-security"]).toBe("max-age=31536000");
  expect(said).toContain("use HTTP/1.1");
  session.close();
});

test("a renewed certificate is used without a restart", async () => {
  const renewed = await server.renew();
  const isGood = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ port: server.port, host: "localhost", ca: renewed }, () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("secureConnect", () => socket.destroy());
    });
  await expect.poll(isGood, { timeout: 30_000 }).toBe(true);
});

test("its end does not wait for sessions of HTTP/2 on which nothing happens", async () => {
  const other = await startTlsFoyer({ DATABASE_URL: target.databaseUrl });
  const session = connectHttp2(other.url, { ca: other.cert });
  await once(session, "remoteSettings");
  const [[code]] = await Promise.all([once(session, "goaway"), once(session, "close"), other.stop()]);
  expect(code).toBe(constants.NGHTTP2_NO_ERROR);
  expect(await other.ended).toBe(0);
});
