"use client";

import { type ReactNode, useState } from "react";
import { FieldMessage } from "../ui/field-message.tsx";
import type { PasskeyProblem } from "./webauthn.ts";

const sentences: Record<PasskeyProblem, string> = {
  unsupported: "This browser cannot use passkeys here. Sign in another way.",
  cancelled: "No passkey was used. Try again, or sign in another way.",
  known: "No passkey was used. Try again, or sign in another way.",
  "sign-in-again": "No passkey was used. Try again, or sign in another way.",
  refused: "That passkey opens nothing here. It may have been removed. Sign in another way.",
  unreachable: "Foyer does not answer just now. Try again in a minute.",
};

/** The part of the passkey button that needs the browser. What it looks like comes from outside; the rest loads on a press. */
export function PasskeyTrigger({ callbackUrl, children }: { callbackUrl: string; children: ReactNode }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<PasskeyProblem | null>(null);
  const signIn = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { runPasskeyCeremony } = await import("./webauthn.ts");
      const outcome = await runPasskeyCeremony("authenticate", callbackUrl);
      if ("url" in outcome) return location.assign(outcome.url);
      setProblem(outcome.problem);
    } catch {
      setProblem("unreachable");
    }
    setBusy(false);
  };
  return (
    <div className="needs-script">
      <button type="button" className="method" data-method="passkey" aria-busy={busy || undefined} onClick={signIn}>
        {children}
      </button>
      <div role="alert">
        {problem ? (
          <FieldMessage tone="error" className="mt-2">
            {sentences[problem]}
          </FieldMessage>
        ) : null}
      </div>
    </div>
  );
}
