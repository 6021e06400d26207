import { z } from "zod";

/** What a rule of a domain says of a text: the value as it is stored, or one sentence that says what to do. */
export type Checked = { ok: true; value: string } | { ok: false; message: string };

// Zod compiles parsers with `new Function` when it may; asking alone is reported as a violation of our content security policy.
if (typeof window !== "undefined") z.config({ jitless: true });

/** A rule as a schema. `missing` is said when there is no text at all. */
export const checked = (check: (raw: string) => Checked, missing: string) =>
  z.string({ error: missing }).transform((raw, context) => {
    const result = check(raw);
    if (result.ok) return result.value;
    context.addIssue({ code: "custom", message: result.message });
    return z.NEVER;
  });
