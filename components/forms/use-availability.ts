"use client";

import { useEffect, useRef, useState } from "react";
import type { Availability } from "#lib/organizations/slugs/queries";

/** How long typing rests before the server is asked, and how long an answer may take before the wait is shown. */
const restMs = 300;

type Answer = Availability | "checking" | "unknown";

type Options = {
  slug: string;
  /** The address the organization has now: nothing to ask about it. */
  own?: string | undefined;
};

/** What is known of the address in the field: an answer, that it is being asked, or null while typing has not rested yet. */
export function useAvailability({ slug, own }: Options) {
  const [answers, setAnswers] = useState<Readonly<Record<string, Answer>>>({});
  const learn = (about: string, answer: Answer | undefined) =>
    setAnswers(({ [about]: _, ...rest }) => (answer ? { ...rest, [about]: answer } : rest));

  const answer = Object.hasOwn(answers, slug) ? (answers[slug] ?? null) : null;
  const settled = slug === "" || slug === own || (answer !== null && answer !== "checking");
  const latest = useRef({ own, learn });
  useEffect(() => {
    latest.current = { own, learn };
  });

  useEffect(() => {
    if (settled) return;
    const stop = new AbortController();
    let shown: ReturnType<typeof setTimeout> | undefined;
    const rested = setTimeout(async () => {
      const { own: organization, learn: tell } = latest.current;
      shown = setTimeout(() => tell(slug, "checking"), restMs);
      const known = await ask({ slug, ...(organization && { organization }) }, stop.signal);
      clearTimeout(shown);
      if (!stop.signal.aborted) tell(slug, known ?? "unknown");
    }, restMs);
    return () => {
      clearTimeout(rested);
      clearTimeout(shown);
      stop.abort();
    };
  }, [slug, settled]);

  return {
    answer,
    /** An address for a name that the browser cannot transliterate, or null. */
    async suggest(name: string, signal: AbortSignal): Promise<string | null> {
      const known = await ask({ name }, signal);
      if (known) learn(known.slug, known);
      return known?.slug ?? null;
    },
    /** Another source says that it is free. */
    believe: (free: string) => learn(free, { slug: free, status: "available", message: "", alternatives: [] }),
    /** Asks again: the server has just contradicted what was known. */
    forget: () => learn(slug, undefined),
  };
}

/** Null when there is no answer: offline, asked too often, signed out. The insert decides anyway. */
async function ask(query: Record<string, string>, signal: AbortSignal): Promise<Availability | null> {
  try {
    const response = await fetch(`/organizations/availability?${new URLSearchParams(query)}`, { signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
