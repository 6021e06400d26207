"use client";

import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { ActionState } from "#lib/action";
import { metadataRows } from "#lib/organizations/operations/schema";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { FieldSet } from "@/components/ui/field";
import { FieldMessage } from "@/components/ui/field-message";
import { asTyped, Input } from "@/components/ui/input";

type MetadataFieldsProps = {
  pairs: readonly (readonly [key: string, value: string])[];
  state: ActionState;
};

/** Pairs of one's own, a row each. Rows that are not needed yet wait behind a button; without scripts all of them are there. */
export function MetadataFields({ pairs, state }: MetadataFieldsProps) {
  const texts = metadataRows.map((row, index) => ({
    ...row,
    keyText: state.values?.[row.key] ?? pairs[index]?.[0] ?? "",
    valueText: state.values?.[row.value] ?? pairs[index]?.[1] ?? "",
  }));
  const used = texts.findLastIndex(({ keyText, valueText }) => keyText !== "" || valueText !== "") + 1;
  const [wanted, setWanted] = useState(0);
  const shown = Math.max(used, wanted, 1);
  const list = useRef<HTMLDivElement>(null);
  const add = () => {
    flushSync(() => setWanted(shown + 1));
    list.current?.querySelector<HTMLInputElement>(`#${metadataRows[shown]?.key}`)?.focus();
  };
  return (
    <FieldSet id="metadata" label="Metadata" hint="Up to ten pairs, such as plan: gold. An empty row is left out.">
      <div ref={list} className="grid gap-2">
        {texts.map(({ key, value, keyText, valueText }, index) => (
          <div
            key={key}
            className={cx(
              "grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-2",
              index >= shown && "hidden noscript:grid",
            )}
          >
            <Cell id={key} label={`Key ${index + 1}`} text={keyText} problem={state.fields?.[key]} />
            <Cell id={value} label={`Value ${index + 1}`} text={valueText} problem={state.fields?.[value]} />
          </div>
        ))}
      </div>
      {shown < metadataRows.length ? (
        <div className="needs-script">
          <Button size="small" icon={<Plus aria-hidden="true" />} onClick={add}>
            Add a pair
          </Button>
        </div>
      ) : null}
    </FieldSet>
  );
}

type CellProps = { id: string; label: string; text: string; problem: string | undefined };

function Cell({ id, label, text, problem }: CellProps) {
  return (
    <div className="grid content-start gap-1">
      <Input
        id={id}
        name={id}
        aria-label={label}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-error` : undefined}
        placeholder={label.replace(/ \d+$/, "")}
        defaultValue={text}
        {...asTyped}
      />
      {problem ? (
        <FieldMessage id={`${id}-error`} tone="error">
          {problem}
        </FieldMessage>
      ) : null}
    </div>
  );
}
