import { expect, type Page } from "@playwright/test";
import { target } from "../support/environment.ts";
import type { Rooms } from "../support/rooms.ts";
import type { Scenery } from "../support/scenery.ts";

const picker = "oauth/continue/[uid]/organization/page.tsx";
const consent = "oauth/continue/[uid]/consent/page.tsx";
const elsewhere = "oauth/continue/[uid]/elsewhere/page.tsx";
const signIn = "sign-in/continue/page.tsx";
const signOut = "oauth/sign-out/page.tsx";
const signedOut = "oauth/signed-out/page.tsx";
const error = "oauth/error/page.tsx";

/** Where an application sends people: Ledger, or with a long name Pocket, which is somebody else's. */
function authorize(clientId: string, more: Record<string, string> = {}) {
  return `/oauth/authorize?${new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    scope: "openid profile email offline_access",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    ...more,
  })}`;
}
const ledger =
  (more: Record<string, string> = {}) =>
  (scenery: Scenery) =>
    authorize(scenery.ledger, { redirect_uri: "https://ledger.com/callback", ...more });
const pocket = (scenery: Scenery, more: Record<string, string> = {}) =>
  authorize(scenery.pocket, { redirect_uri: "http://127.0.0.1:8484/callback", ...more });

/** Its heading, so that no picture is of another page. */
const says = (name: string) => async (page: Page) =>
  expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

const pick = ledger({ prompt: "select_account" });

/** What people see on their way into an application, and out of it. */
export const provider: Rooms = {
  "application-sign-in": { file: signIn, path: ledger(), act: says("Sign in to Foyer") },
  "application-sign-in-door": {
    file: signIn,
    path: (scenery) => ledger({ organization_id: scenery.orion })(scenery),
    act: says("Sign in to Orion Analytics"),
  },
  "application-sign-up": { file: signIn, path: ledger({ prompt: "create" }), act: says("Create your account") },
  "application-pick": { file: picker, path: pick, as: "maya", act: says("Choose a workspace") },
  "application-pick-one": { file: picker, path: pick, as: "newcomer", act: says("Choose a workspace") },
  "application-pick-none": { file: picker, path: pick, as: "nobody", act: says("You are in no workspace yet") },
  "application-not-admitted": {
    file: picker,
    path: (scenery) => ledger({ organization_id: scenery.orion })(scenery),
    as: "newcomer",
    act: says("Orion Analytics is not open to you"),
  },
  "application-not-admitted-nothing-there": {
    file: picker,
    path: ledger({ organization_id: "nobody-has-this" }),
    as: "newcomer",
    act: says("That workspace is not open to you"),
  },
  "application-consent": { file: consent, path: (scenery) => pocket(scenery), as: "maya", act: says("in?") },
  "application-consent-door": {
    file: consent,
    path: (scenery) => pocket(scenery, { organization_id: scenery.orion }),
    as: "tomas",
    act: says("in?"),
  },
  "application-elsewhere": {
    file: elsewhere,
    path: pick,
    as: "maya",
    act: async (page) => {
      const uid = /continue\/([\w-]+)/.exec(page.url())?.[1];
      await page.context().clearCookies({ name: "foyer.request" });
      await page.goto(`/oauth/continue/${uid}`);
      await expect(page.getByRole("heading", { name: "waits in another browser" })).toBeVisible();
    },
  },
  "application-sign-out": {
    file: signOut,
    path: ({ ledger }) => `/oidc/logout?client_id=${ledger}`,
    as: "maya",
    act: says("Sign out of everything?"),
  },
  "application-sign-out-unnamed": {
    file: signOut,
    path: () => "/oidc/logout",
    as: "maya",
    act: says("Sign out of everything?"),
  },
  "application-sign-out-nothing-asked": { file: signOut, path: () => "/oauth/sign-out", act: says("Sign out") },
  "application-signed-out": {
    file: signedOut,
    path: ({ pocket }) => `/oidc/logout/success?client_id=${pocket}`,
    act: says("You are signed out"),
  },
  "application-signed-out-unnamed": {
    file: signedOut,
    path: () => "/oidc/logout/success",
    act: says("You are signed out"),
  },
  "application-unknown": {
    file: error,
    path: () => authorize("nobody", { redirect_uri: `${target.baseUrl}/` }),
    act: says("Nobody here knows that application"),
  },
  "application-wrong-address": {
    file: error,
    path: ledger({ redirect_uri: "https://ledger.example/elsewhere" }),
    act: says("This application asks for an answer at the wrong address"),
  },
  "application-expired": { file: error, path: () => "/oauth/continue/gone", act: says("That took too long") },
};
