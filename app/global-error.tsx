"use client";

import "./globals.css";
import ErrorPage from "./error";

/** When even the root layout fails. */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Foyer</title>
        <ErrorPage error={error} />
      </body>
    </html>
  );
}
