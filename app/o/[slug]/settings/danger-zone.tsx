import type { FormAction } from "#lib/action";
import { DeletionForm } from "@/components/forms/deletion-form";
import { Section } from "@/components/ui/section";

type DangerZoneProps = {
  action: FormAction;
  displayName: string;
  /** How long operators can take it back, in days. */
  graceDays: number;
  words: { one: string };
};

/** Deleting: what happens, and the name to type. Last on its page, and alone. */
export function DangerZone({ action, displayName, graceDays, words: { one } }: DangerZoneProps) {
  return (
    <Section id="delete" title={`Delete this ${one}`}>
      <DeletionForm action={action} name={displayName} label={`Delete ${one}`}>
        <p>Everyone loses access at once, you included. Its sign-in page is gone, and its address stays taken.</p>
        <p>For {graceDays} days the people who run this installation can restore it; then it is gone for good.</p>
      </DeletionForm>
    </Section>
  );
}
