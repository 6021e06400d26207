import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { makeApplication } from "#db/testing/factories";
import { reservePort } from "../../scripts/settings.ts";
import { target } from "./environment.ts";

const example = fileURLToPath(new URL("../../examples/relying-party/main.ts", import.meta.url));

/** A product behind the door: the example application as a process of its own, and the application it is registered as. */
export type RelyingParty = {
  url: string;
  application: Awaited<ReturnType<typeof makeApplication>>;
  stop(): Promise<void>;
};

/** Registers an application, which is returned to at any port of this machine, and starts the example as it. */
export async function startRelyingParty(overrides: Parameters<typeof makeApplication>[0] = {}): Promise<RelyingParty> {
  const application = await makeApplication({
    name: "The product",
    callbackUrls: ["http://localhost/callback"],
    postLogoutUrls: ["http://localhost/"],
    ...overrides,
  });
  const port = await reservePort("127.0.0.1", 0);
  const child = fork(example, [], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      PORT: String(port),
      FOYER_URL: target.baseUrl,
      CLIENT_ID: application.id,
      ...(application.secret && { CLIENT_SECRET: application.secret }),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  await Promise.race([
    once(child, "message"),
    ended.then(() => Promise.reject(new Error("The example did not start."))),
  ]);
  return {
    url: `http://localhost:${port}`,
    application,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
