import type { Metadata } from "next";
import { Wordmark } from "@/components/brand/mark";
import { Button } from "@/components/ui/button";
import { Page, PageHead } from "@/components/ui/page";
import { TopBar } from "@/components/ui/top-bar";

export const metadata: Metadata = { title: "Nothing here" };

/**
 * For what does not exist and for what is not yours: the same page, word for word. It asks nothing of the database, since Next
 * draws it along with every page.
 */
export default function NotFoundPage() {
  return (
    <>
      <TopBar start={<Wordmark />} />
      <Page className="grid max-w-[47rem] gap-8">
        <PageHead
          title="There is nothing here"
          lead="Either nothing has this address, or it is not open to you. If it is a colleague’s, ask them to let you in, or sign in as the person they know."
        />
        <div className="flex flex-wrap gap-3">
          <Button href="/home" variant="solid">
            Go home
          </Button>
          <Button href="/sign-in">Sign in as someone else</Button>
        </div>
      </Page>
    </>
  );
}
