import { getRequestListener } from "@hono/node-server";
import type { Gate } from "#lib/api/gate";
import { makeRest } from "#lib/api/rest";
import { makeRpc } from "#lib/api/rpc";
import type { FrontOptions } from "./front.ts";

/** The API's places in the front process. */
export function makeApi(gate: Gate): Pick<FrontOptions, "api" | "rpc"> {
  // Errors are answers already; the globals of this process are Next's too.
  const api = getRequestListener(makeRest(gate).fetch, { overrideGlobalObjects: false });
  return { api, rpc: makeRpc(gate) };
}
