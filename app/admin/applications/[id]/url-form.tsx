"use client";

import type { FormAction } from "#lib/action";
import type { Application } from "#lib/applications/types";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";

type UrlFormProps = {
  action: FormAction;
  application: Pick<Application, "callbackUrls" | "postLogoutUrls" | "initiateLoginUrl">;
  words: { a: string };
};

/** Where an application may have people returned to. A line for each URL: a wrong one is named by its line, and stays. */
export function UrlForm({ action, application, words: { a } }: UrlFormProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid gap-8">
        <p className="max-w-measure text-ink-2">
          A URL can be a template that {a} fills in: with its address for <Code>{"{{org_slug}}"}</Code>, its{" "}
          <Code>{"{{external_id}}"}</Code>, or metadata by its key, such as <Code>{"{{region}}"}</Code>. That stands for
          one whole part of the path, the first label of the host, or all of a host that is verified.
        </p>
        <Field
          id="callbackUrls"
          label="Callback URLs"
          error={state.fields?.callbackUrls}
          hint="One a line. Where people return to after signing in; without one nobody can."
        >
          {(control) => (
            <Textarea
              code
              {...control}
              {...asTyped}
              name="callbackUrls"
              placeholder="https://app.com/callback"
              defaultValue={state.values?.callbackUrls ?? application.callbackUrls.join("\n")}
            />
          )}
        </Field>
        <Field
          id="postLogoutUrls"
          label="Post-logout URLs"
          aside="Optional"
          error={state.fields?.postLogoutUrls}
          hint="One a line. Where people return to after signing out."
        >
          {(control) => (
            <Textarea
              code
              {...control}
              {...asTyped}
              name="postLogoutUrls"
              defaultValue={state.values?.postLogoutUrls ?? application.postLogoutUrls.join("\n")}
            />
          )}
        </Field>
        <Field
          id="initiateLoginUrl"
          label="Initiate-login URL"
          aside="Optional"
          error={state.fields?.initiateLoginUrl}
          hint="Where the application starts a sign-in. People are led there when theirs waits in another browser."
        >
          {(control) => (
            <Input
              {...control}
              {...asTyped}
              name="initiateLoginUrl"
              mono
              defaultValue={state.values?.initiateLoginUrl ?? application.initiateLoginUrl ?? ""}
            />
          )}
        </Field>
        <FormEnd state={state} pending={pending} variant="outline">
          Save URLs
        </FormEnd>
      </form>
    </Card>
  );
}

const Code = ({ children }: { children: string }) => <code className="font-mono text-small">{children}</code>;
