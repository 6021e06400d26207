import { cache } from "react";
import { readSurroundings } from "#lib/organizations/queries";

/** Read once a request, though layout and page both ask. */
export const findSurroundings = cache(readSurroundings);
