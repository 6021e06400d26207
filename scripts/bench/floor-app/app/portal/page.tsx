import { cookies } from "next/headers";
import { play } from "../../play";

export const dynamic = "force-dynamic";

export default async function PortalPage() {
  const rows = await play("portal", Number((await cookies()).get("actor")?.value ?? 0));
  return <pre>{JSON.stringify(rows)}</pre>;
}
