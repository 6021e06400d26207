import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { doorAddress } from "#lib/door-address";
import { findBrandAtHost } from "#lib/organizations/hosts/queries";
import { doorHostHeader } from "#lib/organizations/hosts/rules";
import { SignInDoor } from "@/components/auth/sign-in-door";

type Params = Promise<{ host: string }>;

const findBrand = cache(findBrandAtHost);

/** Only on the way through proxy.ts: under its own address this page is not there. */
async function getBrand(params: Params) {
  const { host } = await params;
  const brand = (await headers()).get(doorHostHeader) === host ? await findBrand(host) : null;
  return { host, brand: brand ?? notFound() };
}

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { brand } = await getBrand(params);
  return {
    title: { absolute: `Sign in to ${brand.displayName}` },
    // One door under several addresses: this is the one people are told.
    alternates: { canonical: doorAddress(brand.slug).url },
  };
}

/** An organization's door on a host of its own: public, the same for everyone, cached per host. Nothing is signed in or set here. */
export default async function HostDoorPage({ params }: { params: Params }) {
  const { host, brand } = await getBrand(params);
  return <SignInDoor brand={brand} host={host} callbackUrl={`/home?organization=${brand.slug}`} />;
}
