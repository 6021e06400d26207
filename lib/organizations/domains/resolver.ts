import { Resolver } from "node:dns/promises";
import { env } from "#lib/env";

/** What DNS says of the TXT records of a name in a domain. */
export type TxtAnswer =
  /** Each record's text: one that comes in several strings is joined, as SPF and DKIM do (RFC 7208, 3.3). */
  | { kind: "texts"; texts: string[] }
  /** The domain exists, a TXT record of that name does not. */
  | { kind: "no_record" }
  /** There is no such domain. */
  | { kind: "no_domain" }
  /** The servers failed, refused or kept silent: nothing is known. */
  | { kind: "no_answer" };

/** Longest that one look may take, whatever the servers do. */
const patienceMs = 8_000;

/** Reads the TXT records of `name`, which is in `domain`. Asks DNS_SERVERS, else the machine's own. Never throws over what DNS says. */
export async function readTexts(name: string, domain: string): Promise<TxtAnswer> {
  // One for each look: cancelling then ends this look only.
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (env.DNS_SERVERS.length > 0) resolver.setServers(env.DNS_SERVERS);
  const patience = setTimeout(() => resolver.cancel(), patienceMs);
  try {
    return { kind: "texts", texts: (await resolver.resolveTxt(name)).map((strings) => strings.join("")) };
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENODATA") return { kind: "no_record" };
    if (code !== "ENOTFOUND") return { kind: "no_answer" };
    return { kind: (await exists(resolver, domain)) ? "no_record" : "no_domain" };
  } finally {
    clearTimeout(patience);
  }
}

/** Whether DNS knows the domain; also when it cannot say. */
async function exists(resolver: Resolver, domain: string): Promise<boolean> {
  try {
    await resolver.resolveSoa(domain);
    return true;
  } catch (error) {
    return codeOf(error) !== "ENOTFOUND";
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
