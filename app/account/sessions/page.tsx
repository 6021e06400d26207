import { Monitor, Smartphone } from "lucide-react";
import type { Metadata } from "next";
import { requireUser } from "#lib/auth/gates";
import { signInMethods } from "#lib/auth/providers";
import { listSessions } from "#lib/sessions/queries";
import { deviceName, isHandheld } from "#lib/sessions/rules";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { relativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { Tag } from "@/components/ui/tag";
import { AccountSection } from "../sections";
import { revokeOthersAction, revokeSessionAction } from "./actions";

export const metadata: Metadata = { title: "Sessions" };

type Session = Awaited<ReturnType<typeof listSessions>>[number];
type Search = Promise<{ ended?: string | string[] }>;

const notices: Record<string, string> = {
  "1": "Signed out there. It takes effect with that browser’s next click.",
  others: "Signed out everywhere else.",
};

export default async function SessionsPage({ searchParams }: { searchParams: Search }) {
  const user = await requireUser();
  const sessions = await listSessions(user.id);
  const notice = notices[String((await searchParams).ended)];
  const here = sessions.filter(({ id }) => id === user.sessionId);
  const elsewhere = sessions.filter(({ id }) => id !== user.sessionId);
  return (
    <AccountSection
      current="/account/sessions"
      title="Sessions"
      lead="Browsers you are signed in with. One you do not know? Sign it out, then look at your sign-in methods."
    >
      {notice ? <Note>{notice}</Note> : null}
      <div className="grid justify-items-start gap-4">
        <Card className="w-full">
          <ul>
            {here.map((session) => (
              <SessionRow key={session.id} session={session} isHere />
            ))}
            {elsewhere.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        </Card>
        {elsewhere.length > 0 ? (
          <form action={revokeOthersAction}>
            <Button type="submit">Sign out everywhere else</Button>
          </form>
        ) : null}
      </div>
    </AccountSection>
  );
}

function SessionRow({ session, isHere }: { session: Session; isHere?: boolean }) {
  const device = deviceName(session.userAgent);
  const Icon = isHandheld(session.userAgent) ? Smartphone : Monitor;
  const seen = `last seen ${relativeTime(session.lastSeenAt, "long")}`;
  return (
    <Row
      as="li"
      wrap
      leading={<Icon className="text-ink-3" aria-hidden="true" />}
      title={
        <>
          {device} {isHere ? <Tag>This device</Tag> : null}
        </>
      }
      detail={[methodOf(session), session.ip, isHere ? null : seen].filter(Boolean).join(" · ")}
      action={
        isHere ? null : (
          <form action={revokeSessionAction.bind(null, session.id)}>
            <Button type="submit" size="small">
              Sign out
              <span className="sr-only">
                {" "}
                {device}, {seen}
              </span>
            </Button>
          </form>
        )
      }
    />
  );
}

function methodOf({ method }: Session): string {
  if (method === "email") return "By mail";
  if (method === "passkey") return "With a passkey";
  return `With ${signInMethods().find(({ id }) => id === method)?.name ?? "another provider"}`;
}
