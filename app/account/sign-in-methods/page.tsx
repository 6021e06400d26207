import type { Metadata } from "next";
import { listLinkedAccounts, listPasskeys } from "#lib/accounts/queries";
import { requireUser } from "#lib/auth/gates";
import { signInMethods } from "#lib/auth/providers";
import { type QueryParameter, queryText } from "#lib/query-text";
import { MethodIcon } from "@/components/brand/method-icon";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { Row } from "@/components/ui/row";
import { Section } from "@/components/ui/section";
import { AccountSection } from "../sections";
import { connectAction, disconnectAction } from "./actions";
import { methodError } from "./messages";
import { PasskeyList } from "./passkey-list";

export const metadata: Metadata = { title: "Sign-in methods" };

type Search = Promise<Record<string, QueryParameter>>;

const done: Record<string, string> = {
  disconnected: "Disconnected, and signed out wherever it let you in. Signing in with it again connects it again.",
  removed: "The passkey is removed. You can delete it from your device too.",
};

export default async function SignInMethodsPage({ searchParams }: { searchParams: Search }) {
  const user = await requireUser();
  const [accounts, passkeys, search] = await Promise.all([
    listLinkedAccounts(user.id),
    listPasskeys(user.id),
    searchParams,
  ]);
  const methods = signInMethods();
  const providers = methods.filter(({ id }) => id !== "email" && id !== "passkey");
  const name = (id: string) => methods.find((method) => method.id === id)?.name ?? id;
  const error = methodError(queryText(search.error));
  const connected = accounts.find(({ provider }) => provider === queryText(search.connected));
  const notice = connected ? `${name(connected.provider)} is connected.` : done[queryText(search.done)];
  // A provider that was switched off stays in the list as long as someone has it, so that they can let go of it.
  const former = accounts.filter(({ provider }) => providers.every(({ id }) => id !== provider));
  return (
    <AccountSection
      current="/account/sign-in-methods"
      title="Sign-in methods"
      lead="Every one of these lets you in. Changing them asks for a recent sign-in."
    >
      {error ? <Note tone="danger">{error}</Note> : notice ? <Note>{notice}</Note> : null}
      <Section id="passkeys" title="Passkeys">
        <PasskeyList passkeys={passkeys} />
      </Section>
      {methods.some(({ id }) => id === "email") ? (
        <Section id="e-mail" title="E-mail">
          <Card>
            <Row
              wrap
              leading={<MethodIcon id="email" />}
              title={user.email}
              detail="A link by mail always works while you read mail there."
            />
          </Card>
        </Section>
      ) : null}
      {providers.length + former.length > 0 ? (
        <Section id="providers" title="Providers">
          <Card>
            <ul>
              {providers.map((method) => {
                const account = accounts.find(({ provider }) => provider === method.id);
                return (
                  <Row
                    key={method.id}
                    as="li"
                    leading={<MethodIcon id={method.id} />}
                    title={method.name}
                    detail={account ? (account.email ?? "Connected") : "Not connected"}
                    action={
                      account ? (
                        <ActionButton
                          act="Disconnect"
                          what={method.name}
                          run={disconnectAction.bind(null, method.id)}
                        />
                      ) : (
                        <ActionButton act="Connect" what={method.name} run={connectAction.bind(null, method.id)} />
                      )
                    }
                  />
                );
              })}
              {former.map(({ provider, email }) => (
                <Row
                  key={provider}
                  as="li"
                  title={provider}
                  detail={`${email ?? "Connected"}, but not offered here any more`}
                  action={<ActionButton act="Disconnect" what={provider} run={disconnectAction.bind(null, provider)} />}
                />
              ))}
            </ul>
          </Card>
        </Section>
      ) : null}
    </AccountSection>
  );
}

function ActionButton({ act, what, run }: { act: string; what: string; run: () => Promise<never> }) {
  return (
    <form action={run}>
      <Button type="submit" size="small">
        {act}
        <span className="sr-only"> {what}</span>
      </Button>
    </form>
  );
}
