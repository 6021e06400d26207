/** What routes that take plain forms answer. */

/** Where the browser goes on, by GET and without its form (RFC 9110, 15.4.4). Nobody keeps the answer. */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}

/** To the form of another site. */
export function refuseForm(): Response {
  return new Response("This form was sent from somewhere else.\n", { status: 403 });
}
