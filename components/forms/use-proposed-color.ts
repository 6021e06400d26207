"use client";

import { useRef } from "react";
import type { LogoChoice } from "./logo-field.tsx";

type ProposedColorOptions = {
  color: string;
  setColor: (color: string) => void;
  /** What the field says while no chosen logo proposes anything. */
  initial: string;
  /** Whether `initial` is a proposal too, that the next logo may replace. */
  replaceable: boolean;
};

/** The colour beside a logo. Each new logo proposes its own, as long as the field is empty or says what was proposed before. */
export function useProposedColor({ color, setColor, initial, replaceable }: ProposedColorOptions) {
  const proposed = useRef(replaceable ? initial : "");
  return {
    propose(choice: LogoChoice) {
      if (color !== "" && color !== proposed.current) return;
      proposed.current = colorOf(choice) ?? initial;
      setColor(proposed.current);
    },
    /** The logo's colour, while the field says another. */
    offeredBy(choice: LogoChoice): string | null {
      const own = colorOf(choice);
      return own === color.toLowerCase() ? null : own;
    },
  };
}

const colorOf = (choice: LogoChoice) => (choice.kind === "chosen" ? choice.picture.color : null);
