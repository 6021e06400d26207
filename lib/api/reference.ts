import { readFile } from "node:fs/promises";
import type { Env, Hono } from "hono";
import { bootScript } from "#lib/boot-script";
import { apiAudience, apiPath } from "./address.ts";

/** The reference for people: Swagger UI over the document, dressed as the rest of Foyer, with nothing from anywhere else. */

const home = `${apiPath}/reference`;

// Not made before it is asked for: the environment is read once, and not by what only loads this file.
const page = () => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · Foyer</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script src="${home}/boot.js"></script>
<link rel="preload" href="${home}/geist.woff2" as="font" type="font/woff2" crossorigin>
<style>@import "${home}/swagger-ui.css" layer(library)</style>
<link rel="stylesheet" href="${home}/theme.css">
<link rel="stylesheet" href="${home}/page.css">
<link rel="stylesheet" href="${home}/operations.css">
</head>
<body>
<header>
<nav><a href="/"><svg viewBox="0 0 22 24" aria-hidden="true"><path d="M1.25 22.75V11a9.75 9.75 0 0 1 19.5 0v11.75z" fill="none" stroke="currentColor" stroke-width="2.5"/><path d="M1 24V11A10 10 0 0 1 11 1v19z" fill="currentColor"/></svg>Foyer</a></nav>
<div>
<h1>API reference</h1>
<p>Organizations, their people and what belongs to them, for back-ends. Paths begin with <code>${apiAudience()}</code>, and
<a href="${apiPath}/openapi.json">openapi.json</a> describes them for programs.</p>
<h2>Operations</h2>
<p>What you try here is really done. Authorize first, as an API client, which operators make under <a href="/admin/api-clients">API clients</a>.</p>
<noscript><p>Trying them needs JavaScript.</p></noscript>
<p class="access"><button type="button" class="button" id="authorize">Authorize</button> <span role="status"></span></p>
</div>
</header>
<dialog aria-labelledby="asked">
<form>
<h2 id="asked">Authorize</h2>
<p>As an API client, with all scopes that it has. What you type is forgotten when you leave this page.</p>
<label>Client id<input name="id" autocomplete="off" spellcheck="false" required autofocus></label>
<label>Client secret<input name="secret" type="password" autocomplete="off" required></label>
<p role="alert"></p>
<button class="button solid">Authorize</button>
<button type="button" class="button">Cancel</button>
</form>
</dialog>
<div id="reference"></div>
<script src="${home}/swagger-ui-bundle.js"></script>
<script src="${home}/page.js"></script>
</body>
</html>
`;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8", woff2: "font/woff2" } as const;

const own = (path: string) => new URL(path, import.meta.url);

const files: Record<string, URL | string> = {
  "boot.js": bootScript,
  "theme.css": own("../theme.css"),
  "page.css": own("reference/page.css"),
  "operations.css": own("reference/operations.css"),
  "page.js": own("reference/page.js"),
  "geist.woff2": new URL("fonts/geist-sans/Geist-Variable.woff2", import.meta.resolve("geist/font/sans")),
  "geist-mono.woff2": new URL("fonts/geist-mono/GeistMono-Variable.woff2", import.meta.resolve("geist/font/mono")),
  "swagger-ui.css": new URL(import.meta.resolve("swagger-ui-dist/swagger-ui.css")),
  "swagger-ui-bundle.js": new URL(import.meta.resolve("swagger-ui-dist/swagger-ui-bundle.js")),
};

/** Adds the page and what it loads. Public, as the document is: both say what any installation can do, not what is in this one. */
export function addReference<Own extends Env>(app: Hono<Own>): void {
  const headers = { "content-security-policy": policy, "cache-control": "public, max-age=3600" };
  app.get("/reference", (context) => context.html(page(), 200, headers));
  for (const [name, file] of Object.entries(files)) {
    const type = types[name.split(".").at(-1) as keyof typeof types];
    app.get(`/reference/${name}`, async (context) =>
      context.body(typeof file === "string" ? file : await readFile(file), 200, { ...headers, "content-type": type }),
    );
  }
}
