import type { ActionState } from "#lib/action";
import { eventField } from "#lib/webhooks/rules";
import { eventTypes } from "#lib/webhooks/types";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldSet } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type EndpointFieldsProps = {
  state: ActionState;
  /** What is stored. */
  endpoint?: { url: string; description: string; eventTypes: readonly string[] };
};

const plain = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

const subjects = [...new Set(eventTypes.map((type) => type.split(".")[0] ?? ""))];

/** Where an endpoint is, and which events it is sent. */
export function EndpointFields({ state: { fields, values }, endpoint }: EndpointFieldsProps) {
  const isChecked = (type: string) =>
    values ? Object.hasOwn(values, eventField(type)) : endpoint?.eventTypes.includes(type);
  return (
    <>
      <Field
        id="url"
        label="URL"
        error={fields?.url}
        hint="On the public internet, with https. Events are posted there. To try it on your own machine, use a tunnel."
      >
        {(control) => (
          <Input
            {...control}
            {...plain}
            name="url"
            type="url"
            mono
            placeholder="https://app.orion.com/webhooks"
            defaultValue={values?.url ?? endpoint?.url}
          />
        )}
      </Field>
      <Field id="description" label="Description" aside="Optional" error={fields?.description}>
        {(control) => (
          <Input
            {...control}
            name="description"
            autoComplete="off"
            defaultValue={values?.description ?? endpoint?.description}
          />
        )}
      </Field>
      <FieldSet id="events" label="Events" hint="With none checked it is sent all of them, also those that come later.">
        <div className="grid gap-x-6 gap-y-3 wide:grid-cols-2">
          {subjects.map((subject) => (
            <div key={subject} className="grid content-start">
              {eventTypes
                .filter((type) => type.startsWith(`${subject}.`))
                .map((type) => (
                  <Checkbox
                    key={type}
                    name={eventField(type)}
                    label={<span className="font-mono text-small">{type}</span>}
                    defaultChecked={isChecked(type)}
                  />
                ))}
            </div>
          ))}
        </div>
      </FieldSet>
    </>
  );
}
