import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

/** It takes the place of what was pressed, and the focus: ready to be copied, and read out. */
function meet(field: HTMLTextAreaElement | null) {
  field?.focus();
  field?.select();
}
type SecretOnceProps = { secret: string; label?: string; hint?: string };

const hashed = "Keep it where your server reads it. Nobody can show it again: only its hash is stored.";

/** A secret that was just made. It is in no address and no cookie: who leaves the page has seen the last of it. */
export function SecretOnce({ secret, label = "Client secret", hint = hashed }: SecretOnceProps) {
  return (
    <div className="grid gap-1">
      <Field id="secret" label={label} hint={hint}>
        {(control) => (
          <Textarea
            {...control}
            ref={meet}
            code
            wrap="soft"
            rows={2}
            readOnly
            autoComplete="off"
            spellCheck={false}
            value={secret}
          />
        )}
      </Field>
      <div className="needs-script">
        <CopyButton value={secret} label={`${label}:`}>
          Copy
        </CopyButton>
      </div>
    </div>
  );
}
