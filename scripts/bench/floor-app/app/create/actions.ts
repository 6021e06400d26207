"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { play } from "../../play";

export async function create(_: FormData): Promise<never> {
  await play("create", Number((await cookies()).get("actor")?.value ?? 0));
  redirect("/portal");
}
