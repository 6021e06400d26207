import { randomToken } from "#lib/secrets";
import { play } from "../../play";

export async function GET(): Promise<Response> {
  await play("signIn");
  const cookie = `foyer.session=${randomToken()}; Path=/; HttpOnly; SameSite=Lax`;
  return new Response(null, { status: 302, headers: { location: "/home", "set-cookie": cookie } });
}
