/** A form of a page, as a browser without JavaScript would send it. */
export type HtmlForm = { action: string; method: string; multipart: boolean; fields: Record<string, string> };

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };
const decode = (text: string) =>
  text.replace(/&([a-z]+|#x?[0-9a-f]+);/gi, (whole, name: string) => entities[name] ?? whole);

function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`, "i").exec(tag);
  return found ? decode(found[1] ?? "") : null;
}

/** The forms of a page, each with the values it has before anyone types: hidden fields of server actions included. */
export function formsIn(html: string): HtmlForm[] {
  return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => {
    const head = /^<form\b[^>]*>/i.exec(form)?.[0] ?? "";
    const fields: Record<string, string> = {};
    for (const [tag] of form.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
      const name = attribute(tag, "name");
      const type = attribute(tag, "type") ?? "text";
      if (name === null || type === "submit" || type === "file" || tag.startsWith("<button")) continue;
      if ((type === "radio" || type === "checkbox") && attribute(tag, "checked") === null) continue;
      fields[name] = attribute(tag, "value") ?? "";
    }
    for (const [, tag = "", text = ""] of form.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/gi)) {
      const name = attribute(tag, "name");
      if (name !== null) fields[name] = decode(text);
    }
    return {
      action: attribute(head, "action") ?? "",
      method: (attribute(head, "method") ?? "get").toLowerCase(),
      multipart: /multipart/i.test(attribute(head, "enctype") ?? attribute(head, "encType") ?? ""),
      fields,
    };
  });
}

/** The form that has a field of this name. */
export function formWith(html: string, field: string): HtmlForm {
  const found = formsIn(html).find(({ fields }) => field in fields);
  if (!found) throw new Error(`No form on the page has a field “${field}”.`);
  return found;
}

/** Fields as the body of a multipart form. */
export function multipartOf(fields: Record<string, string | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}
