export type Tokens = { access_token: string; id_token?: string | undefined; refresh_token?: string | undefined };

/** A part of a JSON Web Token, to look at: 0 is its header, 1 its payload. */
function part(token: string | undefined, index: 0 | 1): Record<string, unknown> | null {
  const text = token?.split(".")[index];
  return text ? JSON.parse(Buffer.from(text, "base64url").toString("utf8")) : null;
}

const safe = (text: string) => text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const shown = (title: string, value: unknown, note = "") =>
  value ? `<h2>${title}</h2>${note}<pre>${safe(JSON.stringify(value, null, 2))}</pre>` : "";

function shownToken(title: string, token: string | undefined): string {
  const { alg, typ, kid } = part(token, 0) ?? {};
  const signed = [alg, typ, kid].filter((each) => typeof each === "string").join(" · ");
  return shown(title, part(token, 1), `<p>${safe(signed)}</p>`);
}

/** The one page of this product: the door when nobody is in, else what Foyer said about who is. */
export function page(tokens: Tokens | undefined, person: unknown, problem?: Error & { error?: string }): string {
  const main = tokens
    ? `<p><a href="/refresh">Refresh</a> · <a href="/sign-in?prompt=select_account">Switch</a> · <a href="/sign-out">Sign out</a></p>
      ${shownToken("ID token", tokens.id_token)}${shownToken("Access token", tokens.access_token)}${shown("User info", person)}`
    : '<p><a href="/sign-in">Sign in</a> · <a href="/sign-in?prompt=create">Sign up</a></p>';
  const refused = problem ? `<p role="alert">${safe(problem.error ?? problem.name)}: ${safe(problem.message)}</p>` : "";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The product</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
  pre { overflow: auto; padding: 1rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem }
</style>
<main>
<h1>The product</h1>
${refused}${main}
</main>
</html>
`;
}
