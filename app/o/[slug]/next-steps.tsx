import Link from "next/link";
import { noun } from "#lib/noun";
import type { PublicBrand } from "#lib/organizations/types";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Row } from "@/components/ui/row";
import { Section } from "@/components/ui/section";

type NextStepsProps = {
  brand: PublicBrand;
  /** The domain that its address needs the proof of; null when it needs none. */
  unverified: string | null;
  /** Whether this person can change the organization; without, only their own steps are theirs. */
  manages: boolean;
  hasName: boolean;
  hasPasskey: boolean;
};

type Step = { done: boolean; title: string; detail: string; act: string; href: string };

function stepsOf({ brand, unverified, manages, hasName, hasPasskey }: NextStepsProps): Step[] {
  const branding = `/o/${brand.slug}/settings/branding`;
  // No step at all for whoever has nothing to verify: it would count as one that was done.
  const proof: Step[] =
    unverified === null
      ? []
      : [
          {
            done: false,
            title: `Verify ${unverified}`,
            detail: `Then the door opens at ${brand.slug}.`,
            act: "See how",
            href: `/o/${brand.slug}/settings/domains`,
          },
        ];
  const shared: Step[] = [
    ...proof,
    {
      done: brand.logo !== null,
      title: "Add a logo",
      detail: "People know the door by it.",
      act: "Choose a picture",
      href: branding,
    },
    {
      done: brand.color !== null,
      title: "Choose a colour",
      detail: `The door and this ${noun.one} wear it.`,
      act: "Choose",
      href: branding,
    },
  ];
  const own: Step[] = [
    {
      done: hasName,
      title: "Say your name",
      detail: "Until then people see your e-mail address.",
      act: "Add it",
      href: "/account",
    },
    {
      done: hasPasskey,
      title: "Create a passkey",
      detail: "Then you come in without waiting for mail.",
      act: "Create",
      href: "/account/sign-in-methods",
    },
  ];
  return manages ? [...shared, ...own] : own;
}

/** What is left to do; nothing at all when all of it is done. */
export function NextSteps(props: NextStepsProps) {
  const steps = stepsOf(props);
  const open = steps.filter(({ done }) => !done);
  if (open.length === 0) return null;
  return (
    <Section id="next-steps" title="Next steps" aside={`${steps.length - open.length} of ${steps.length} done`}>
      <Card>
        <ul>
          {open.map((step) => (
            <Row
              key={step.title}
              as="li"
              wrap
              leading={<span className="size-5 shrink-0 rounded-full border border-control" aria-hidden="true" />}
              title={step.title}
              detail={step.detail}
              action={
                <Link href={step.href} prefetch={false} className={buttonClass({ size: "small" })}>
                  {step.act}
                  <span className="sr-only">: {step.title}</span>
                </Link>
              }
            />
          ))}
        </ul>
      </Card>
    </Section>
  );
}
