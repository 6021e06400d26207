"use server";

import { redirect } from "next/navigation";
import { removePasskey, unlinkProvider } from "#lib/accounts/mutations";
import type { SignedInUser } from "#lib/auth/context";
import { requireUser } from "#lib/auth/gates";
import { startLinking } from "#lib/auth/linking";
import { signInMethods } from "#lib/auth/providers";
import { isRecent, signInAgainAddress } from "#lib/auth/rules";
import { AppError } from "#lib/errors";

const page = "/account/sign-in-methods";

/** Goes to a provider and comes back with its identity linked. */
export async function connectAction(method: string): Promise<never> {
  redirect(await startLinking(await requireUser(), String(method)));
}

export async function disconnectAction(provider: string): Promise<never> {
  return change("disconnected", (user, offered) => unlinkProvider(user, String(provider), offered, user.sessionId));
}

export async function removePasskeyAction(credentialId: string): Promise<never> {
  return change("removed", (user, offered) => removePasskey(user, String(credentialId), offered, user.sessionId));
}

type Offered = Parameters<typeof unlinkProvider>[2];

/** Whoever changes how they sign in has signed in a short while ago; the page then says what happened. */
async function change(outcome: string, work: (user: SignedInUser, offered: Offered) => Promise<void>): Promise<never> {
  const user = await requireUser();
  if (!isRecent(user.authenticatedAt)) redirect(signInAgainAddress);
  redirect(await outcomeOf(outcome, () => work(user, offeredHere())));
}

function offeredHere(): Offered {
  const methods = signInMethods().map(({ id }) => id);
  return { mail: methods.includes("email"), providers: methods };
}

async function outcomeOf(outcome: string, work: () => Promise<void>): Promise<string> {
  try {
    await work();
    return `${page}?done=${outcome}`;
  } catch (error) {
    // Gone already, perhaps in another tab: the page shows how it is.
    if (error instanceof AppError && error.code === "not_found") return page;
    if (error instanceof AppError && error.code === "conflict") return `${page}?error=LastWay`;
    throw error;
  }
}
