import { type NextRequest, NextResponse } from "next/server";
import { doorHostHeader } from "#lib/organizations/hosts/rules";

/**
 * Shows the door of the organization whose host was asked for. It decides nothing: the front process has found out whose host it is
 * and says so in a header, without which this does not run (docs/decisions/0009).
 */
export function proxy(request: NextRequest): NextResponse {
  const url = request.nextUrl.clone();
  url.pathname = `/door/${request.headers.get(doorHostHeader)}`;
  return NextResponse.rewrite(url);
}

export const config = {
  // Read by the build, which takes literals only: doorHostHeader.
  matcher: [{ source: "/", has: [{ type: "header", key: "x-foyer-door-host" }] }],
};
