import { explainExpansion, isTemplate, type RedirectOrganization } from "#lib/applications/redirects/rules";
import type { Application } from "#lib/applications/types";
import { noun } from "#lib/noun";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FieldMessage } from "@/components/ui/field-message";
import { asTyped, Input } from "@/components/ui/input";
import { Section } from "@/components/ui/section";

/** Which templates an application has: what a preview is of. */
export function templatesOf({ callbackUrls, postLogoutUrls, initiateLoginUrl }: Application): string[] {
  return [...new Set([...callbackUrls, ...postLogoutUrls, initiateLoginUrl ?? ""])].filter(isTemplate);
}

type PreviewProps = {
  templates: readonly string[];
  /** What was typed to find the organization; "" for nothing yet. */
  typed: string;
  organization: RedirectOrganization | null;
};

/** What each template means for an organization, or why it means nothing. A plain form that asks by address. */
export function Preview({ templates, typed, organization }: PreviewProps) {
  return (
    <Section id="preview" title="Preview of templates">
      <Card>
        <form method="get" action="#preview" className="grid max-w-form grid-cols-[minmax(0,1fr)] p-4 wide:p-6">
          <Field
            id="for"
            label={`For which ${noun.one}`}
            hint="Its address, id or external id."
            error={typed && !organization ? `There is no ${noun.one} with that address or id.` : undefined}
          >
            {(control) => (
              <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-2">
                <Input {...control} name="for" mono {...asTyped} defaultValue={typed} />
                <Button type="submit">Show</Button>
              </div>
            )}
          </Field>
        </form>
        {organization ? (
          <dl>
            {templates.map((template) => (
              <Expansion key={template} template={template} organization={organization} />
            ))}
          </dl>
        ) : null}
      </Card>
    </Section>
  );
}

function Expansion({ template, organization }: { template: string; organization: RedirectOrganization }) {
  const expanded = explainExpansion(template, organization);
  return (
    <div className="grid gap-1 border-line border-t px-4 py-3 wide:px-6">
      <dt className="font-mono text-ink-2 text-small [overflow-wrap:anywhere]">{template}</dt>
      <dd className="[overflow-wrap:anywhere]">
        {expanded.ok ? (
          <span className="font-mono text-small">{expanded.value}</span>
        ) : (
          <FieldMessage tone="error">{expanded.message}</FieldMessage>
        )}
      </dd>
    </div>
  );
}
