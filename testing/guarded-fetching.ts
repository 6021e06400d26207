import tls from "node:tls";
import { createGuardedFetch, type FetchProblem, FetchRefused } from "#lib/guarded-fetch";
import { startInternet } from "./internet.ts";
import "./port-443.ts";

/**
 * The guarded fetcher of a test file, with real names, certificates and sockets. Whatever address is connected to on port 443, public
 * or not, the same server answers: what the guard lets through would be fetched.
 */
export const internet = await startInternet();
export const guardedFetch = createGuardedFetch([internet.dns]);

// Read by lib/env.ts when it is first asked, for code that uses the fetcher of this installation.
process.env.DNS_SERVERS = internet.dns;
process.env.TEST_PORT_443 = String(internet.port);
tls.setDefaultCACertificates([...tls.getCACertificates("default"), internet.authority]);

/** What kept an address from being fetched; or, when nothing did, status and body. */
export async function problemOf(
  address: string,
  request: Parameters<typeof guardedFetch>[1] = {},
): Promise<FetchProblem | `${number}: ${string}`> {
  try {
    const response = await guardedFetch(address, request);
    return `${response.status}: ${await response.text()}`;
  } catch (error) {
    if (error instanceof FetchRefused) return error.problem;
    throw error;
  }
}

/** Sends what is meant for port 443 elsewhere on this machine, while `work` is done. */
export async function withPort443<T>(port: number, work: () => Promise<T>): Promise<T> {
  process.env.TEST_PORT_443 = String(port);
  try {
    return await work();
  } finally {
    process.env.TEST_PORT_443 = String(internet.port);
  }
}
