import { passkeyName } from "#lib/accounts/rules";
import type { Passkey } from "#lib/accounts/types";
import { MethodIcon } from "@/components/brand/method-icon";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { relativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { removePasskeyAction } from "./actions";
import { AddPasskey } from "./add-passkey";

/** The passkeys of the person, each with what tells it from the others, and the way to add one. */
export function PasskeyList({ passkeys }: { passkeys: readonly Passkey[] }) {
  return (
    <div className="grid gap-3">
      {passkeys.length === 0 ? (
        <p className="max-w-measure text-ink-2">
          With a passkey you sign in by fingerprint, face or PIN. Nothing to type, and nothing to steal.
        </p>
      ) : (
        <Card>
          <ul>
            {passkeys.map((passkey) => (
              <Row
                key={passkey.credentialId}
                as="li"
                wrap
                leading={<MethodIcon id="passkey" />}
                title={passkeyName(passkey)}
                detail={`Added ${relativeTime(passkey.addedAt, "long")} · ${passkey.lastUsedAt ? `used ${relativeTime(passkey.lastUsedAt, "long")}` : "not used yet"}`}
                action={
                  <form action={removePasskeyAction.bind(null, passkey.credentialId)}>
                    <Button type="submit" size="small">
                      Remove
                      <span className="sr-only">
                        {" "}
                        {passkeyName(passkey)}, added {relativeTime(passkey.addedAt, "long")}
                      </span>
                    </Button>
                  </form>
                }
              />
            ))}
          </ul>
        </Card>
      )}
      <AddPasskey />
      <noscript>
        <p className="text-ink-2 text-small">Adding a passkey needs JavaScript.</p>
      </noscript>
    </div>
  );
}
