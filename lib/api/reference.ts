import { readFile } from "node:fs/promises";
import type { Env, Hono } from "hono";
import { apiPath } from "./address.ts";

/** The reference for people: Swagger UI over the document, with nothing from anywhere else, in light and dark. */

const home = `${apiPath}/reference`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Foyer</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${home}/swagger-ui.css">
<link rel="stylesheet" href="${home}/own.css">
</head>
<body>
<main id="reference"><noscript>This page needs JavaScript. The document itself is at <a href="${apiPath}/openapi.json">${apiPath}/openapi.json</a>.</noscript></main>
<script src="${home}/swagger-ui-bundle.js"></script>
<script src="${home}/start.js"></script>
</body>
</html>
`;

const start = `const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
SwaggerUIBundle({
  url: "${apiPath}/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  syntaxHighlight: { theme: "agate" },
});
`;

// The library writes for a light page with fonts of its own.
const own = `:root { color-scheme: light dark; --page: #fff; --ink: #18181b }
html.dark-mode { --page: #0f0f11; --ink: #f4f4f5 }
body { margin: 0; background: var(--page); color: var(--ink) }
noscript { display: block; padding: 3rem 1.5rem; font: 16px/1.5 system-ui, sans-serif }
.swagger-ui, .swagger-ui .info .title, .swagger-ui .opblock-tag, .swagger-ui .opblock .opblock-summary-description, .swagger-ui .btn,
.swagger-ui table thead tr th, .swagger-ui .parameter__name, .swagger-ui .scheme-container .schemes > label, .swagger-ui .info p {
  font-family: system-ui, -apple-system, "Segoe UI", sans-serif
}
`;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" } as const;

/** Adds the page and what it loads. Public, as the document is: both say what any installation can do, not what is in this one. */
export function addReference<Own extends Env>(app: Hono<Own>): void {
  const headers = { "content-security-policy": policy, "cache-control": "public, max-age=3600" };
  app.get("/reference", (context) => context.html(page, 200, headers));
  const library = (address: string) => () => readFile(new URL(address));
  const files: Record<string, () => Promise<Uint8Array<ArrayBuffer> | string>> = {
    "swagger-ui.css": library(import.meta.resolve("swagger-ui-dist/swagger-ui.css")),
    "swagger-ui-bundle.js": library(import.meta.resolve("swagger-ui-dist/swagger-ui-bundle.js")),
    "own.css": async () => own,
    "start.js": async () => start,
  };
  for (const [name, read] of Object.entries(files)) {
    const type = types[name.split(".").at(-1) as keyof typeof types];
    app.get(`/reference/${name}`, async (context) =>
      context.body(await read(), 200, { ...headers, "content-type": type }),
    );
  }
}
