import type { Noun } from "#lib/noun";
import type { PublicBrand } from "#lib/organizations/types";

/** The words client components need of the noun; the noun itself stays on the server. */
export type Words = Pick<Noun, "one" | "many" | "Many" | "a">;

/** Who is signed in, as the bar shows them. */
export type Person = { id: string; name: string | null; email: string; isOperator: boolean };

/** An organization as the bar and the command menu show it. */
export type Place = PublicBrand;

/** What the command menu shows: where one can go, or that and everything one can do. */
export type MenuScope = "places" | "everything";
