import type { Metadata, Viewport } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { SignInDoor } from "@/components/auth/sign-in-door";
import { doorMetadata, doorViewport, findBrand } from "@/components/brand/door-head";

type Params = Promise<{ slug: string }>;
type Search = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const brand = await findBrand((await params).slug);
  return brand ? doorMetadata(brand) : {};
}

export async function generateViewport({ params }: { params: Params }): Promise<Viewport> {
  const brand = await findBrand((await params).slug);
  return brand ? doorViewport(brand) : {};
}

/** An organization's branded door: public, the same for everyone, cached per organization. It reads no cookie and no header. */
export default async function DoorPage({ params, searchParams }: { params: Params; searchParams: Search }) {
  const { slug } = await params;
  // Phones begin what is typed with a capital.
  if (slug !== slug.toLowerCase()) permanentRedirect(`/login/${slug.toLowerCase()}`);
  const brand = await findBrand(slug);
  if (!brand) notFound();
  if (brand.slug !== slug) permanentRedirect(`/login/${brand.slug}${queryOf(await searchParams)}`);
  return <SignInDoor brand={brand} callbackUrl={`/home?organization=${brand.slug}`} />;
}

function queryOf(search: Awaited<Search>): string {
  const pairs = Object.entries(search).flatMap(([name, value = []]) => [value].flat().map((each) => [name, each]));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : "";
}
