/** The least that a route of Next can do. */
export function POST(): Response {
  return Response.json({ ok: true });
}
