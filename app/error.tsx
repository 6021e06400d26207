"use client";

import { Wordmark } from "@/components/brand/mark";
import { Button } from "@/components/ui/button";
import { Page, PageHead } from "@/components/ui/page";
import { TopBar } from "@/components/ui/top-bar";

/** When a page fails. The digest is the number in the log; nothing else of the error is shown. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <>
      <TopBar start={<Wordmark />} />
      <Page className="grid max-w-[47rem] gap-8">
        <PageHead
          title="Something went wrong"
          lead={`It is on our side, and nothing you entered was changed. Try again in a minute.${
            error.digest ? ` If it stays, tell us this number: ${error.digest}.` : ""
          }`}
        />
        <div className="flex flex-wrap gap-3">
          <Button variant="solid" onClick={() => location.reload()}>
            Try again
          </Button>
          <Button href="/">Go to the front page</Button>
        </div>
      </Page>
    </>
  );
}
