"use client";

import { Button } from "@/components/ui/button";

/** When a page fails. The digest is the number in the log; nothing else of the error is shown. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <main className="mx-auto grid max-w-[47rem] gap-8 px-5 pt-12 pb-16 wide:px-8">
      <div>
        <h1>Something went wrong</h1>
        <p className="mt-1 max-w-measure text-ink-2">
          It is on our side, and nothing you entered was changed. Try again in a minute.
          {error.digest ? ` If it stays, tell us this number: ${error.digest}.` : ""}
        </p>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button variant="solid" onClick={() => location.reload()}>
          Try again
        </Button>
        <Button href="/">Go to the front page</Button>
      </div>
    </main>
  );
}
