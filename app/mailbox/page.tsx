import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { listKeptMessages } from "#lib/email/mailbox";
import { usesMailbox } from "#lib/email/transport";
import { Wordmark } from "@/components/brand/mark";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Page, PageHead } from "@/components/ui/page";
import { RelativeTime } from "@/components/ui/relative-time";
import { TopBar } from "@/components/ui/top-bar";

export const metadata: Metadata = { title: "Local mailbox", robots: { index: false } };

const link = /https?:\/\/\S+/;

/** Mail that would have been sent. Whoever reads it can sign in as anyone, so it exists for this machine only. */
export default async function MailboxPage() {
  // The front process says so (server/request-headers.ts); a header of that name from outside never gets here.
  if (!usesMailbox() || !(await headers()).has("x-foyer-local")) notFound();
  const messages = await listKeptMessages();
  return (
    <>
      <TopBar start={<Wordmark />} />
      <Page className="grid max-w-[47rem] gap-8">
        <PageHead
          title="Local mailbox"
          lead="No mail server is set up, so mail stays here for a day. Only this machine can see this page. Set EMAIL_SERVER to send for real."
        />
        {messages.length === 0 ? (
          <Empty title="No mail yet">Ask for a sign-in link, and it lands here.</Empty>
        ) : (
          <ul className="grid gap-4">
            {messages.map((message) => (
              <li key={message.id}>
                <Card className="grid gap-3 p-4">
                  <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                    <h2>{message.subject}</h2>
                    <RelativeTime date={message.createdAt} className="text-ink-3 text-small" />
                  </div>
                  <p className="text-ink-2 text-small [overflow-wrap:anywhere]">To {message.recipient}</p>
                  <pre className="whitespace-pre-wrap font-sans text-small [overflow-wrap:anywhere]">
                    {withLink(message.text)}
                  </pre>
                  <a
                    className="link justify-self-start text-small"
                    href={`/mailbox/${message.id}`}
                    target="_blank"
                    rel="noreferrer"
                  >
                    As a mail program shows it<span className="sr-only"> (in a new tab)</span>
                  </a>
                </Card>
              </li>
            ))}
          </ul>
        )}
      </Page>
    </>
  );
}

function withLink(text: string) {
  const found = link.exec(text);
  if (!found) return text;
  const href = found[0];
  return (
    <>
      {text.slice(0, found.index)}
      <a className="link" href={href}>
        {href}
      </a>
      {text.slice(found.index + href.length)}
    </>
  );
}
