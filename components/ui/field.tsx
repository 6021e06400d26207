import type { ComponentProps, ReactNode } from "react";
import { FieldMessage } from "./field-message.tsx";

/** What a control must spread to belong to its field. */
type ControlProps = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };

type FieldProps = {
  /** Id of the control; the messages hang their ids on it. */
  id: string;
  label: ReactNode;
  /** One quiet word or act at the end of the label's line: "Optional". */
  aside?: ReactNode;
  /** A line under the control, replaced by the error. */
  hint?: ReactNode;
  /** How the hint looks when it says how something is going. */
  hintTone?: ComponentProps<typeof FieldMessage>["tone"];
  /** What is wrong and what to do. */
  error?: string | null;
  children: (control: ControlProps) => ReactNode;
};

/** A label, a control and its one line of hint or error, tied together for everyone. */
export function Field({ id, label, aside, hint, hintTone, error, children }: FieldProps) {
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className="grid gap-2">
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside ? <span className="text-small text-ink-3">{aside}</span> : null}
      </div>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {error ? (
        <FieldMessage id={`${id}-error`} tone="error">
          {error}
        </FieldMessage>
      ) : hint ? (
        <FieldMessage id={`${id}-hint`} tone={hintTone} live={hintTone !== undefined}>
          {hint}
        </FieldMessage>
      ) : null}
    </div>
  );
}

/** A label and its one line around several controls: radio buttons, a picture and its button. */
export function FieldSet({
  id,
  label,
  hint,
  error,
  children,
}: Omit<FieldProps, "children" | "aside" | "hintTone"> & { children: ReactNode }) {
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <fieldset id={id} className="grid min-w-0 gap-2" aria-describedby={described}>
      {/* A floated legend takes part in the grid instead of sitting on the border. */}
      <legend className="float-left font-medium">{label}</legend>
      {children}
      {error ? (
        <FieldMessage id={`${id}-error`} tone="error">
          {error}
        </FieldMessage>
      ) : hint ? (
        <FieldMessage id={`${id}-hint`}>{hint}</FieldMessage>
      ) : null}
    </fieldset>
  );
}
