"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { DoorFrame } from "#lib/door-address";
import { isHostname, suggestFromLatin } from "#lib/organizations/slugs/rules";
import { Button } from "../ui/button.tsx";
import { FieldMessage } from "../ui/field-message.tsx";
import { asTyped, Input } from "../ui/input.tsx";
import { useAvailability } from "./use-availability.ts";

type AddressFieldProps = {
  value: string;
  onChange: (slug: string) => void;
  /** What stands around the slug in the whole address: doorAddress(""). */
  frame: DoorFrame;
  /** The name that the address follows until someone edits the address. Without it, it follows nothing. */
  name?: string;
  /** The address the organization has now. */
  own?: string;
  /** What to say of it when it is a hostname that nobody has verified yet. */
  ownClaim?: string | undefined;
  /** What the server said. */
  error?: string | undefined;
  /** What an empty field says. */
  hint?: ReactNode;
};

const restMs = 500;

/**
 * The address of an organization: shows the whole of it while typing, whether it can be had, and what else could. A hostname is the
 * whole of it already.
 */
export function AddressField({ value, onChange, frame, name, own, ownClaim, error, hint }: AddressFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const { answer, suggest, believe, forget } = useAvailability({ slug: value, own });
  const { stopFollowing } = useFollowing({ name, value, own, onChange, suggest });

  const forgetting = useRef(forget);
  useEffect(() => {
    forgetting.current = forget;
  });
  useEffect(() => {
    if (error) forgetting.current();
  }, [error]);

  const type = (slug: string) => {
    stopFollowing(slug);
    onChange(slug);
  };
  const refused =
    value !== own && typeof answer === "object" && answer && answer.status !== "available" ? answer : null;
  const alternatives = refused?.alternatives ?? [];
  const { before, after } = isHostname(value) ? { before: "", after: "" } : frame;
  const free = before + value + after;
  const whole = <b>{free}</b>;
  const problem = refused
    ? refused.message + (alternatives.length > 0 && refused.status !== "invalid" ? " Try one of these." : "")
    : error;

  let message: ReactNode = null;
  if (problem) message = problem;
  else if (value === "") message = hint;
  else if (value === own) message = ownClaim ?? <>Opens at {whole}</>;
  else if (answer === "checking") message = <>Checking {whole}</>;
  else if (answer === "unknown") message = <>{whole} is checked when you save it</>;
  else if (answer)
    message = (
      <>
        {whole} is free{answer.message ? `. ${answer.message}` : ""}
      </>
    );
  else message = whole;
  const tone = problem ? "error" : answer === "checking" ? "busy" : answer && answer !== "unknown" ? "success" : "hint";

  const note = typeof answer === "object" && answer?.message ? `. ${answer.message}` : "";
  const announcement = useRested(
    problem
      ? [problem, ...alternatives].join(" ")
      : tone === "success" && value !== own
        ? `${free} is free${note}`
        : "",
  );

  return (
    <div className="grid gap-2">
      <label htmlFor="slug" className="font-medium">
        Address
      </label>
      <Input
        ref={input}
        id="slug"
        name="slug"
        mono
        prefix={before}
        suffix={after}
        value={value}
        onChange={(event) => type(event.target.value)}
        aria-describedby="slug-message"
        aria-invalid={problem ? true : undefined}
        {...asTyped}
      />
      <FieldMessage id="slug-message" tone={value === own && !problem ? "hint" : tone}>
        {message}
      </FieldMessage>
      {alternatives.length > 0 ? (
        <fieldset aria-label="Free addresses" className="flex flex-wrap gap-2">
          {alternatives.map((slug) => (
            <Button
              key={slug}
              size="small"
              className="max-w-full font-mono font-normal tracking-[-0.01em] [&]:whitespace-normal"
              onClick={() => {
                // Of a hostname there may be more to say.
                if (!isHostname(slug)) believe(slug);
                type(slug);
                input.current?.focus();
              }}
            >
              {slug}
            </Button>
          ))}
        </fieldset>
      ) : null}
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </div>
  );
}

type Following = Pick<AddressFieldProps, "name" | "value" | "own" | "onChange"> & {
  suggest: (name: string, signal: AbortSignal) => Promise<string | null>;
};

/** Writes an address for every new name, at once in Latin letters, else when the server has transliterated it. */
function useFollowing({ name, value, own, onChange, suggest }: Following) {
  const [following, setFollowing] = useState(value === "" || value === own || value === suggestFromLatin(name ?? ""));
  const followed = useRef(name);
  const latest = useRef({ onChange, suggest });
  useEffect(() => {
    latest.current = { onChange, suggest };
  });
  useEffect(() => {
    if (name === undefined || name === followed.current) return;
    followed.current = name;
    if (!following) return;
    const slug = suggestFromLatin(name);
    if (slug || name.trim() === "") return latest.current.onChange(slug);
    const stop = new AbortController();
    const rested = setTimeout(async () => {
      const suggested = await latest.current.suggest(name, stop.signal);
      if (suggested && !stop.signal.aborted) latest.current.onChange(suggested);
    }, 300);
    return () => {
      clearTimeout(rested);
      stop.abort();
    };
  }, [name, following]);
  // An emptied field follows again: it is made from the name when it is sent empty.
  return { stopFollowing: (typed: string) => setFollowing(typed === "") };
}

/** The text, once it has stayed the same for a while: what is said aloud while someone types is said once. */
function useRested(text: string): string {
  const [rested, setRested] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
