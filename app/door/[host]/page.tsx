import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { findBrandAtHost } from "#lib/organizations/hosts/queries";
import { doorHostHeader } from "#lib/organizations/hosts/rules";
import { SignInDoor } from "@/components/auth/sign-in-door";
import { doorMetadata, doorViewport } from "@/components/brand/door-head";

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
  return doorMetadata(brand);
}

export async function generateViewport({ params }: { params: Params }): Promise<Viewport> {
  const { brand } = await getBrand(params);
  return doorViewport(brand);
}

/** An organization's door on a host of its own: public, the same for everyone, cached per host. Nothing is signed in or set here. */
export default async function HostDoorPage({ params }: { params: Params }) {
  const { host, brand } = await getBrand(params);
  return <SignInDoor brand={brand} host={host} callbackUrl={`/home?organization=${brand.slug}`} />;
}
