import type { Page } from "@playwright/test";
import type { Scenery } from "./scenery.ts";

/** A state of a page, and how to get there. */
type Room = {
  /** The file under app/ that draws it. */
  file: string;
  path: (scenery: Scenery) => string;
  as?: keyof Pick<Scenery, "maya" | "tomas" | "newcomer" | "nobody" | "kim" | "lea" | "olu">;
  act?: (page: Page, scenery: Scenery) => Promise<void>;
};

/** By the name of its pictures. */
export type Rooms = Record<string, Room>;
