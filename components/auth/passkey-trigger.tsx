"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
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

type PasskeyTriggerProps = {
  /** In the address of a page as its fragment: who comes here wants to press this. */
  id: string;
  callbackUrl: string;
  children: ReactNode;
};

/** The part of the passkey button that needs the browser. What it looks like comes from outside; the rest loads on a press. */
export function PasskeyTrigger({ id, callbackUrl, children }: PasskeyTriggerProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<PasskeyProblem | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (location.hash === `#${id}`) button.current?.focus();
    // Pressed before this script was there (lib/boot-script.ts).
    if (document.documentElement.dataset.pressed === id) button.current?.click();
  }, [id]);
  const signIn = async () => {
    delete document.documentElement.dataset.pressed;
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
      <button
        ref={button}
        id={id}
        type="button"
        className="method"
        data-method="passkey"
        aria-busy={busy || undefined}
        onClick={signIn}
      >
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
