import type { Metadata } from "next";
import { headers } from "next/headers";
import { factsHeader, factsOf } from "#lib/tokens/pages";
import { Door } from "@/components/brand/door";
import { explain } from "./messages";

export const metadata: Metadata = { title: "That did not work", robots: { index: false } };

/**
 * A request of an application that cannot go on. It is not sent back: nothing says that where it came from is the application. Without
 * facts it has expired: Foyer's own pages send people here then.
 */
export default async function ProviderErrorPage() {
  const facts = factsOf((await headers()).get(factsHeader), "error");
  const { title, lead } = explain(facts?.error ?? "session_not_found");
  return (
    <Door
      brand={null}
      title={title}
      lead={lead}
      footStart={
        <a className="link" href="/home">
          Go home
        </a>
      }
    >
      {facts ? (
        <dl className="grid gap-1 border-line border-t pt-4 text-ink-2 text-small">
          <dt className="text-ink-3">For whoever runs the application</dt>
          <dd className="[overflow-wrap:anywhere]">
            <code className="text-ink">{facts.error}</code>
            {facts.description ? <span className="block">{facts.description}</span> : null}
          </dd>
        </dl>
      ) : null}
    </Door>
  );
}
