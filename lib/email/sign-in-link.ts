import { env } from "#lib/env";
import type { Message } from "./types.ts";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** The mail that carries a sign-in link: plain and short, so that it reads the same with pictures off. */
export function signInLinkMessage(to: string, link: string, minutes: number): Message {
  const host = new URL(env.APP_URL).host;
  const lead = `Open this link to sign in to Foyer at ${host} as ${to}. It works once and for ${minutes} minutes.`;
  const doubt = "If you did not ask for it, leave it: nothing happens until someone opens it and presses the button.";
  return {
    to,
    subject: "Your sign-in link",
    text: `${lead}\n\n${link}\n\n${doubt}\n`,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Your sign-in link</title></head>
<body style="margin:0;padding:32px 20px;font:16px/24px -apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:480px;margin:0 auto">
<h1 style="font-size:20px;line-height:28px;margin:0 0 16px">Sign in to Foyer</h1>
<p style="margin:0 0 24px">${escapeHtml(lead)}</p>
<p style="margin:0 0 24px"><a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:#1f4d3f;color:#ffffff;text-decoration:none;font-weight:600">Sign in</a></p>
<p style="margin:0 0 24px;font-size:14px;line-height:20px">Or copy this address:<br><span style="word-break:break-all">${escapeHtml(link)}</span></p>
<p style="margin:0;font-size:14px;line-height:20px">${escapeHtml(doubt)}</p>
</div></body></html>`,
  };
}
