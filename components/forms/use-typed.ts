"use client";

import { useEffect, useState } from "react";

/**
 * The text of a controlled field. Hydration keeps what was typed before the scripts ran on screen only, and the next render
 * would write the initial text over it.
 * @param id of the input
 */
export function useTyped(id: string, initial: string): [string, (text: string) => void] {
  const [text, setText] = useState(initial);
  useEffect(() => {
    const input = document.getElementById(id);
    if (input instanceof HTMLInputElement) setText(input.value);
  }, [id]);
  return [text, setText];
}
