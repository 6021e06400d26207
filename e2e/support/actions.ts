import type { Answer, Client } from "./client.ts";
import { formWith, type HtmlForm, multipartOf } from "./html-form.ts";

/** A server action's form as a page drew it for someone: what a browser would send, ready to be recorded, edited and replayed. */
export type RecordedAction = {
  page: string;
  /** Which action; made by the build. */
  id: string;
  /** Ties the answer to the form on the page, so that it is drawn with what the action said. */
  key: string | null;
  /** Arguments that the page bound, before the form itself. */
  bound: unknown[];
  fields: Record<string, string | File>;
};

const internal = /^\$ACTION_/;

/** Reads the action behind the form that has a field of this name. */
export function recordAction(page: string, html: string, field: string): RecordedAction {
  return fromForm(page, formWith(html, field));
}

export function fromForm(page: string, { fields }: HtmlForm): RecordedAction {
  const head = Object.entries(fields).find(([name]) => /^\$ACTION_\d+:0$/.test(name));
  if (!head) throw new Error(`The form of ${page} has no server action.`);
  const [name, value] = head;
  const bound = fields[name.replace(/:0$/, ":1")];
  return {
    page,
    id: (JSON.parse(value) as { id: string }).id,
    key: fields.$ACTION_KEY ?? null,
    bound: bound === undefined ? [] : (JSON.parse(bound) as unknown[]),
    fields: Object.fromEntries(Object.entries(fields).filter(([each]) => !internal.test(each))),
  };
}

/** The two ways a browser sends an action: as a plain form, and by script. */
export const transports = ["form", "script"] as const;

/** Sends a recorded action as it is, or as it was edited. */
export function replay(
  client: Client,
  { page, id, key, bound, fields }: RecordedAction,
  transport: (typeof transports)[number] = "form",
  headers: Record<string, string> = {},
): Promise<Answer> {
  if (transport === "form") {
    const multipart = multipartOf({
      $ACTION_REF_1: "",
      "$ACTION_1:0": JSON.stringify({ id, bound: "$@1" }),
      "$ACTION_1:1": JSON.stringify(bound),
      ...(key !== null && { $ACTION_KEY: key }),
      ...fields,
    });
    return client.send("POST", page, {
      multipart,
      headers: { origin: client.baseUrl, accept: "text/html", ...headers },
    });
  }
  const multipart = multipartOf(
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [`_1_${name}`, value])),
  );
  // Last: what it refers to must have arrived.
  multipart.append("0", JSON.stringify([...bound, "$K1"]));
  return client.send("POST", page, {
    multipart,
    headers: { origin: client.baseUrl, accept: "text/x-component", "next-action": id, ...headers },
  });
}

/** What a page says of a field that was refused, found as a screen reader finds it; null when the field is not marked as invalid. */
export function fieldError(html: string, field: string): string | null {
  const control = new RegExp(`<(?:input|textarea)\\b[^>]*\\sid="${field}"[^>]*>`).exec(html)?.[0] ?? "";
  if (!/\saria-invalid="true"/.test(control)) return null;
  const described = /\saria-describedby="([^"]+)"/.exec(control)?.[1] ?? "";
  const said = described.split(" ").map((id) => new RegExp(`id="${id}"[^>]*>([\\s\\S]*?)</p>`).exec(html)?.[1] ?? "");
  return said
    .join(" ")
    .replace(/<[^>]*>/g, "")
    .trim();
}
