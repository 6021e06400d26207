/** The least that Next can serve: made at build time, no style, no component of the browser. */
export default function StaticPage() {
  return <h1>Floor</h1>;
}
