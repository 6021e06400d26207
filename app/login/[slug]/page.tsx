import type { Metadata, Viewport } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { SignInDoor } from "@/components/auth/sign-in-door";
import { doorMetadata, doorViewport, findBrand } from "@/components/brand/door-head";

type Params = Promise<{ slug: string }>;
type Search = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const brand = await findBrand(addressIn(await params));
  return brand ? doorMetadata(brand) : {};
}

export async function generateViewport({ params }: { params: Params }): Promise<Viewport> {
  const brand = await findBrand(addressIn(await params));
  return brand ? doorViewport(brand) : {};
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
