import { freshNumbers } from "./people.ts";
import { request, Wire } from "./wire.ts";

type Field = { name: string; type: string; value: string };
type Page = { port: number; path: string; cookies: string };

const numbers = freshNumbers("form");

/**
 * Reads the form of a page as a browser without JavaScript does, and returns what makes posts of it: the fields as they were
 * rendered, React's hidden ones included, with a name and an address nobody else has.
 */
export async function formPosts(page: Page): Promise<() => string> {
  const [fields, again] = [await readForm(page), await readForm(page)];
  // A hidden field that differs from one rendering to the next marks one post.
  const unique = new Set(
    fields
      .filter(({ type, value }, index) => type === "hidden" && again[index]?.value !== value)
      .map(({ name }) => name),
  );
  return () => {
    const number = numbers();
    const typed: Record<string, string> = { displayName: `Orion ${number}`, slug: `orion-${number}` };
    const filled = fields.map((field) => ({
      ...field,
      value: unique.has(field.name) ? freshKey(field.value, number) : (typed[field.name] ?? field.value),
    }));
    const boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW7";
    return request({
      ...page,
      method: "POST",
      type: `multipart/form-data; boundary=${boundary}`,
      body: `${filled.map((field) => part(field, boundary)).join("")}--${boundary}--\r\n`,
    });
  };
}

/** As long as the one that was rendered, and of its kind. */
function freshKey(rendered: string, number: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(rendered)) return `bbbbbbbb-bbbb-4bbb-8bbb-bb${number}`;
  return number.padStart(rendered.length, "k");
}

function part({ name, type, value }: Field, boundary: string): string {
  const file = type === "file" ? '; filename=""\r\nContent-Type: application/octet-stream' : "";
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
}

async function readForm(page: Page): Promise<Field[]> {
  const wire = new Wire(page.port, { keepBodies: true });
  const { status, head, body } = await wire.send(request({ ...page, plain: true }));
  wire.close();
  if (status !== 200) throw new Error(`${page.path} did not show its form:\n${head}`);
  const form = [...body.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/g)].map(([, inner = ""]) => inner);
  const main = form.find((inner) => inner.includes("$ACTION_") && inner.includes('name="slug"'));
  if (!main) throw new Error(`${page.path} has no form that works without JavaScript.`);
  return [...main.matchAll(/<(?:input|textarea|select)\b([^>]*)>/g)].flatMap(([, attributes = ""]) => {
    const name = attribute(attributes, "name");
    const type = attribute(attributes, "type") ?? "text";
    const pressed = (type === "checkbox" || type === "radio") && !/\schecked/.test(attributes);
    if (name === null || pressed || type === "submit") return [];
    return [{ name, type, value: attribute(attributes, "value") ?? "" }];
  });
}

function attribute(attributes: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
  return (
    value?.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&amp;", "&") ?? null
  );
}
