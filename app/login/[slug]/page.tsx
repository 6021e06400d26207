import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { cache } from "react";
import { doorAddress } from "#lib/door-address";
import { findPublicBrand } from "#lib/organizations/queries";
import { SignInDoor } from "@/components/auth/sign-in-door";

type Params = Promise<{ slug: string }>;
type Search = Promise<Record<string, string | string[] | undefined>>;

/** Written exactly so, because ids of other systems know upper case; else in lower case, as phones begin what is typed with a capital. */
const findBrand = cache(async (address: string) => {
  const lower = address.toLowerCase();
  return (await findPublicBrand(address)) ?? (lower === address ? null : findPublicBrand(lower));
});

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const brand = await findBrand(addressIn(await params));
  if (!brand) return {};
  return {
    title: { absolute: `Sign in to ${brand.displayName}` },
    alternates: { canonical: doorAddress(brand.slug).url },
  };
}

/** An organization's branded door: public, the same for everyone, cached per organization. It reads no cookie and no header. */
export default async function DoorPage({ params, searchParams }: { params: Params; searchParams: Search }) {
  const address = addressIn(await params);
  const brand = await findBrand(address);
  if (!brand) notFound();
  if (brand.slug !== address) permanentRedirect(`/login/${brand.slug}${queryOf(await searchParams)}`);
  return <SignInDoor brand={brand} callbackUrl={`/home?organization=${brand.slug}`} />;
}

/** The address as it was meant. Its percent-encoding is whole, or the front process had refused it. */
function addressIn({ slug }: Awaited<Params>): string {
  return decodeURIComponent(slug);
}

function queryOf(search: Awaited<Search>): string {
  const pairs = Object.entries(search).flatMap(([name, value = []]) => [value].flat().map((each) => [name, each]));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : "";
}
