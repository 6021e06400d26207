import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

/** A secret that was just made. It is in no address and no cookie: who leaves the page has seen the last of it. */
export function SecretOnce({ secret }: { secret: string }) {
  return (
    <div className="grid gap-1">
      <Field
        id="secret"
        label="Client secret"
        hint="Keep it where your server reads it. Nobody can show it again: only its hash is stored."
      >
        {(control) => (
          <Textarea
            {...control}
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
        <CopyButton value={secret} label="Client secret:">
          Copy
        </CopyButton>
      </div>
    </div>
  );
}
