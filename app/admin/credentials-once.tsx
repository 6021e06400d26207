import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Note } from "@/components/ui/note";
import { SecretOnce } from "./secret-once";

type CredentialsOnceProps = {
  id: string;
  secret: string;
  /** Says what was made. */
  note: ReactNode;
  /** Where it is set up further. */
  href: string;
};

/** What takes the place of a form that made something with a secret. */
export function CredentialsOnce({ id, secret, note, href }: CredentialsOnceProps) {
  return (
    <div className="grid gap-6">
      <Note>{note} This is the one time its secret is shown.</Note>
      <Card padded className="grid gap-6">
        <div className="grid gap-1">
          <span className="font-medium">Client id</span>
          <CopyButton value={id} label="Copy client id" />
        </div>
        <SecretOnce secret={secret} />
      </Card>
      <div>
        <Button href={href}>Go on to its settings</Button>
      </div>
    </div>
  );
}
