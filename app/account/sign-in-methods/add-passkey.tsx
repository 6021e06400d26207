"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { signInAgainAddress } from "#lib/auth/rules";
import type { PasskeyProblem } from "@/components/auth/webauthn";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/note";

const page = "/account/sign-in-methods";

const sentences: Record<Exclude<PasskeyProblem, "sign-in-again">, string> = {
  unsupported: "This browser or device cannot make passkeys here. Try another one.",
  cancelled: "No passkey was made. Try again when you are ready.",
  known: "This device already has a passkey for your account.",
  refused: "The passkey was not taken. Try again, or use another device.",
  unreachable: "Foyer does not answer just now. Try again in a minute.",
};

/** Makes a passkey on this device. The page is then drawn again with it in the list. */
export function AddPasskey() {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  const [result, setResult] = useState<{ tone: "success" | "danger"; text: string } | null>(null);
  const add = () => {
    setResult(null);
    startTransition(async () => {
      const { runPasskeyCeremony } = await import("@/components/auth/webauthn");
      const outcome = await runPasskeyCeremony("register", page);
      if ("url" in outcome) {
        setResult({ tone: "success", text: "The passkey is added. Next time, choose it when you sign in." });
        router.refresh();
      } else if (outcome.problem === "sign-in-again") {
        location.assign(signInAgainAddress);
      } else {
        setResult({ tone: "danger", text: sentences[outcome.problem] });
      }
    });
  };
  return (
    <div className="needs-script grid justify-items-start gap-3">
      <Button onClick={add} aria-busy={busy || undefined} aria-disabled={busy || undefined}>
        Add a passkey
      </Button>
      {result ? <Note tone={result.tone}>{result.text}</Note> : null}
    </div>
  );
}
