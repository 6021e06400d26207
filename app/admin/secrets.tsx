"use client";

import type { ReactNode } from "react";
import type { FormAction } from "#lib/action";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Disclosure } from "@/components/ui/disclosure";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { SecretOnce } from "./secret-once";

type SecretsProps = {
  secrets: readonly { hash: string; hint: string; detail: ReactNode }[];
  isFull: boolean;
  /** What it means that there is none. */
  without: string;
  addAction: FormAction;
  removeAction: FormAction;
};

/** The secrets of a client: what is known of each, a new one beside them, and the end of the old. */
export function Secrets({ secrets, isFull, without, addAction, removeAction }: SecretsProps) {
  const add = useFormAction(addAction);
  const remove = useFormAction(removeAction);
  const { made } = add.state;
  const problem = [add.state, remove.state].find(({ status }) => status === "error");
  return (
    <div className="grid gap-4">
      {secrets.length > 0 ? (
        <Card>
          <ul>
            {secrets.map(({ hash, hint, detail }) => (
              <li key={hash} className="grid gap-1 border-line px-4 py-3 not-first:border-t wide:px-6">
                <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                  <span className="font-mono text-small">…{hint}</span>
                  <span className="text-ink-2 text-small">{detail}</span>
                </div>
                <Disclosure label="Remove" about={`the secret that ends in ${hint}`}>
                  <form {...remove.form} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
                    <input type="hidden" name="hash" value={hash} />
                    <p className="min-w-0 flex-1 basis-60 text-small">
                      Whatever still uses it can no longer authenticate.
                    </p>
                    <SubmitButton variant="danger" size="small" pending={remove.pending} waiting="Removing">
                      Remove …{hint}
                    </SubmitButton>
                  </form>
                </Disclosure>
              </li>
            ))}
          </ul>
        </Card>
      ) : (
        <Note tone="danger">{without}</Note>
      )}
      {problem ? <Note tone="danger">{problem.message ?? Object.values(problem.fields ?? {})[0]}</Note> : null}
      {made && secrets.some(({ hint }) => made.secret.endsWith(hint)) ? (
        <Card padded>
          <SecretOnce secret={made.secret} />
        </Card>
      ) : null}
      <form {...add.form} hidden={isFull}>
        <SubmitButton variant="outline" pending={add.pending} waiting="Adding">
          Add a secret
        </SubmitButton>
      </form>
    </div>
  );
}
