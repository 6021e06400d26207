import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { noun } from "#lib/noun";
import { findBrandAtHost } from "#lib/organizations/hosts/queries";
import { findPublicBrand } from "#lib/organizations/queries";
import { correctSlug } from "#lib/organizations/slugs/rules";
import { partsOfPasted } from "#lib/pasted-address";
import { Door } from "@/components/brand/door";
import { findBrand } from "@/components/brand/door-head";
import { Field } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";

export function generateMetadata(): Metadata {
  return { title: `Find your ${noun.one}` };
}

type Search = Promise<Record<string, string | string[] | undefined>>;

/** The way to a door by its address. A plain form: the address travels in the query and leads on, or an error stands at the field. */
export default async function FindDoorPage({ searchParams }: { searchParams: Search }) {
  const { organization } = await searchParams;
  const typed = typeof organization === "string" ? organization.trim() : undefined;
  const brand = typed
    ? ((await findBrand(typed)) ?? (await findPublicBrand(correctSlug(typed.toLowerCase()))) ?? (await atHost(typed)))
    : null;
  if (brand) redirect(`/login/${brand.slug}`);
  const error =
    typed === undefined
      ? null
      : typed === ""
        ? "Type the address first."
        : `No ${noun.one} has that address. Look for it in a colleague’s address bar.`;
  return (
    <Door
      brand={null}
      title={`Find your ${noun.one}`}
      lead="Type its address to get to its door."
      footStart={
        <>
          Or{" "}
          <a className="link" href="/sign-in">
            sign in to Foyer
          </a>
        </>
      }
    >
      <form method="get" action="/login" className="grid gap-4">
        <Field
          id="organization"
          label="Address"
          error={error}
          hint="As you see it in the address bar, or the part after /login/."
        >
          {(control) => (
            <Input
              {...control}
              large
              name="organization"
              required
              {...asTyped}
              defaultValue={typed}
              placeholder="orion"
              autoFocus={error !== null}
            />
          )}
        </Field>
        <button type="submit" className="method centred" data-default>
          Go to the door
        </button>
      </form>
    </Door>
  );
}

/** Of a whole address that was pasted, the host says whose door it is. */
function atHost(typed: string) {
  return findBrandAtHost(partsOfPasted(typed).host);
}
