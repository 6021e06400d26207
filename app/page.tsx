import { redirect } from "next/navigation";
import { findUser } from "#lib/auth/gates";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import { Wordmark } from "@/components/brand/mark";
import { Button } from "@/components/ui/button";
import { TopBar } from "@/components/ui/top-bar";

const rooms = () => [
  {
    title: `Your ${noun.one} is there`,
    text:
      env.SIGN_UP === "on"
        ? `Sign up, and ${noun.a} is made with your account. Name it, give it an address, or leave it as it is.`
        : "The people who run this installation let you in. Sign in, and you are where you belong.",
  },
  {
    title: "Its own door",
    text: `Every ${noun.one} has a sign-in page with its name, its logo and its colour. People see where they are.`,
  },
  {
    title: "No passwords",
    text: "A link by mail, a passkey, or the provider you already use. There is nothing to remember and nothing to leak.",
  },
];

/** The landing page. Cached for strangers; whoever is signed in goes straight in. */
export default async function LandingPage() {
  if (await findUser()) redirect("/home");
  return (
    <>
      <TopBar
        start={<Wordmark />}
        end={
          <Button href="/sign-in" variant="quiet" className="-mr-3">
            Sign in
          </Button>
        }
      />
      <main>
        <div className="mx-auto grid max-w-page items-center gap-10 px-5 py-10 wide:grid-cols-2 wide:gap-16 wide:px-8 wide:py-16">
          <div className="grid max-w-110 gap-8">
            <div className="grid gap-4">
              <h1>Come in. Your {noun.one} is already there.</h1>
              <p className="text-ink-2">
                Foyer is the front door of your product: people {env.SIGN_UP === "on" ? "sign up, get" : "get"} {noun.a}{" "}
                with a door of its own, and walk through to where they belong.
              </p>
            </div>
            <div className="flex flex-wrap gap-3">
              {env.SIGN_UP === "on" ? (
                <Button href="/sign-up" variant="solid" size="large">
                  Create an account
                </Button>
              ) : (
                <Button href="/sign-in" variant="solid" size="large">
                  Sign in
                </Button>
              )}
              <Button href="/login" size="large">
                Find my {noun.one}
              </Button>
            </div>
          </div>
          <div className="h-72 overflow-hidden rounded-card bg-field-1 wide:h-120" aria-hidden="true">
            <svg
              viewBox="0 0 528 480"
              preserveAspectRatio="xMaxYMax slice"
              className="h-full w-full"
              fill="var(--field-2)"
              aria-hidden="true"
            >
              <path d="M248 316V160a92 92 0 0 1 184 0v156zM242 326h196L296 480H-20z" />
            </svg>
          </div>
        </div>
        <div className="mx-auto max-w-page px-5 pb-12 wide:px-8">
          <ul className="grid gap-8 border-line border-t pt-10 wide:grid-cols-3 wide:gap-12">
            {rooms().map((room) => (
              <li key={room.title} className="grid content-start gap-1">
                <h2>{room.title}</h2>
                <p className="text-ink-2">{room.text}</p>
              </li>
            ))}
          </ul>
        </div>
      </main>
    </>
  );
}
