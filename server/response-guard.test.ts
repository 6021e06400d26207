import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { CachedPage } from "./cached-page.ts";
import { guardResponse } from "./response-guard.ts";

const nothing: CachedPage = {
  status: 404,
  headers: [
    ["content-type", "text/html"],
    ["content-security-policy", "default-src 'self'"],
  ],
  bodies: { identity: Buffer.from("There is nothing here.") },
  bytes: null,
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server whose answers are made by `answer`, as Next would, and watched over. */
async function start(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    guardResponse(request, response, {
      headers: [["x-frame-options", "DENY"]],
      databaseLost: () => false,
      databaseAnswers: async () => true,
      nothing: async () => nothing,
    });
    answer(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const streamed = (type: string) => (response: ServerResponse) => {
  response.statusCode = 404;
  response.setHeader("content-type", type);
  response.setHeader("set-cookie", "left=over");
  response.write("<script>");
  setImmediate(() => {
    response.write("the words come later");
    response.end("</script>");
  });
};

test("where a page says that there is nothing, everybody gets one and the same answer, whole", async () => {
  const url = await start(streamed("text/html; charset=utf-8"));
  const answer = await fetch(url);
  expect([answer.status, await answer.text()]).toEqual([404, "There is nothing here."]);
  expect(answer.headers.get("content-security-policy")).toBe("default-src 'self'");
  expect(answer.headers.get("x-frame-options")).toBe("DENY");
  expect(answer.headers.get("set-cookie")).toBeNull();
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([404, ""]);
});

test("what scripts and programs ask for keeps its own words", async () => {
  const text = await fetch(await start(streamed("text/plain")));
  expect(await text.text()).toContain("the words come later");
  const page = await start(streamed("text/html"));
  for (const name of ["rsc", "next-action"]) {
    expect(await (await fetch(page, { headers: { [name]: "1" } })).text()).toContain("the words come later");
  }
});

test("a page that is there is left alone", async () => {
  const url = await start((response) => response.setHeader("content-type", "text/html").end("Welcome."));
  expect(await (await fetch(url)).text()).toBe("Welcome.");
});
