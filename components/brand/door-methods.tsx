import { Fragment } from "react";
import type { SignInMethod } from "#lib/auth/types";
import { Divider } from "../ui/divider.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Note } from "../ui/note.tsx";
import type { DoorProps } from "./door.tsx";
import { MethodButton } from "./method-button.tsx";

/** The ways in: one form for the providers, one for e-mail; plain posts that need no script. */
export function DoorMethods(props: DoorProps & { methods: readonly SignInMethod[] }) {
  const { methods, action = "/api/sign-in", hidden = {}, passkey, error, preview } = props;
  const email = methods.find((method) => method.id === "email");
  const others = methods.filter((method) => method.id !== "email");
  // Without e-mail the first that works for everyone is solid; a passkey needs a device that has one.
  const fallback = email ?? others.find((method) => method.id !== "passkey") ?? others[0];
  const carried = preview
    ? null
    : Object.entries(hidden).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      );
  const form = preview ? {} : { action, method: "post" as const };
  return (
    <>
      {error && !(error.field && email) ? <Note tone="danger">{error.message}</Note> : null}
      {others.length > 0 ? (
        <form {...form} className="grid gap-2">
          {carried}
          {others.map((method) =>
            method.id === "passkey" && passkey ? (
              <Fragment key={method.id}>{passkey}</Fragment>
            ) : (
              <MethodButton key={method.id} method={method} isDefault={method === fallback} preview={preview} />
            ),
          )}
        </form>
      ) : null}
      {email && others.length > 0 ? <Divider>or by e-mail</Divider> : null}
      {email ? (
        <form {...form} className="grid gap-4">
          {carried}
          {preview ? null : <input type="hidden" name="method" value="email" />}
          {preview ? <PreviewEmail /> : <EmailField {...props} />}
          <button
            type={preview ? "button" : "submit"}
            className="method centred"
            data-method={preview ? undefined : "email"}
            data-default
          >
            {props.emailLabel ?? "E-mail me a sign-in link"}
          </button>
        </form>
      ) : null}
    </>
  );
}

function EmailField({ email, error }: DoorProps) {
  const problem = error?.field === "email" ? error.message : undefined;
  return (
    <div data-last-method-label="email">
      <Field id="email" label="E-mail" aside={<span className="last-used">Last used</span>} error={problem}>
        {(control) => (
          <Input
            {...control}
            large
            name="email"
            type="email"
            required
            autoComplete="email webauthn"
            placeholder="you@company.com"
            defaultValue={email}
            maxLength={320}
            // The page was drawn again because of this field: start there.
            autoFocus={problem !== undefined}
          />
        )}
      </Field>
    </div>
  );
}

/** What the field looks like; a second one with the same id and name must not exist on the page. */
function PreviewEmail() {
  return (
    <div className="grid gap-2">
      <span className="font-medium">E-mail</span>
      <span className="flex h-12 items-center rounded-control border border-control bg-surface px-3 text-ink-3">
        you@company.com
      </span>
    </div>
  );
}
