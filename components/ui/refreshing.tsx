"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

const every = 1_000;
const most = 20;

/**
 * Draws the page again every second while something is under way on the server that the page shows when it is done.
 * @returns whether it took so long that nothing is asked any more
 */
export function useRefreshing(underWay: boolean): boolean {
  const { refresh } = useRouter();
  const [left, setLeft] = useState(most);
  useEffect(() => {
    if (!underWay) return setLeft(most);
    if (left === 0) return;
    const timer = setTimeout(() => {
      refresh();
      setLeft(left - 1);
    }, every);
    return () => clearTimeout(timer);
  }, [underWay, left, refresh]);
  return underWay && left === 0;
}

/** The same, for pages that stop drawing it when it is done. */
export function Refreshing() {
  useRefreshing(true);
  return null;
}
