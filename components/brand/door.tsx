import type { ReactNode } from "react";
import type { SignInMethod } from "#lib/auth/types";
import { brandStyle } from "#lib/organizations/brand/rules";
import type { PublicBrand } from "#lib/organizations/types";
import { DoorField } from "./door-field.tsx";
import { DoorMethods } from "./door-methods.tsx";
import { Mark } from "./mark.tsx";
import { OrganizationLogo } from "./organization-logo.tsx";

export type DoorError = { message: string; field?: "email" };

export type DoorProps = {
  /** Whose door it is; null is Foyer's own, without a field. */
  brand: PublicBrand | null;
  /** "Sign in to Orion Analytics". */
  title: ReactNode;
  /** The line under it: the door's address (people check where they are) or one sentence. */
  lead?: ReactNode;
  methods?: readonly SignInMethod[];
  /** Where both forms are sent; /api/sign-in here, unless the door stands at another host. */
  action?: string;
  /** Carried along by both. */
  hidden?: { callbackUrl?: string; organization?: string; intent?: "sign-up" };
  /** The address to keep in the field. */
  email?: string;
  /** "E-mail me a sign-in link". */
  emailLabel?: string;
  error?: DoorError | null;
  /** The passkey button that works; drawn in its method's place. */
  passkey?: ReactNode;
  /** The small line at the foot. */
  footStart?: ReactNode;
  footEnd?: ReactNode;
  /** Stands in place of the methods: "check your mail", a confirmation, a form of its own. */
  children?: ReactNode;
  /** Drawn for looking at: no ids, no landmarks, no heading, nothing to send. */
  preview?: boolean;
};

/** The sign-in page, plain or an organization's. Pure. It fills the window, or the frame of its preview. */
export function Door(props: DoorProps) {
  const { brand, title, lead, methods, children, footStart, footEnd, preview } = props;
  const style = brand ? brandStyle(brand.color, brand.organizationId) : undefined;
  const Body = preview ? "div" : "main";
  const Title = preview ? "p" : "h1";
  return (
    <div className="doorbox" style={style}>
      <div className={brand ? "door branded" : "door"}>
        {brand ? <DoorField /> : null}
        <Body className="door-body">
          <div className="door-column">
            <div className="grid gap-4">
              {brand ? <OrganizationLogo brand={brand} size={56} roomy /> : <HomeMark preview={preview} />}
              <div className="grid gap-1">
                <Title className="text-balance text-title [overflow-wrap:anywhere]">{title}</Title>
                {lead ? <p className="text-ink-2 [overflow-wrap:anywhere]">{lead}</p> : null}
              </div>
            </div>
            {children ?? (methods ? <DoorMethods {...props} methods={methods} /> : null)}
          </div>
          {footStart || footEnd ? (
            <div className="door-foot text-ink-2 text-small">
              <span>{footStart}</span>
              <span>{footEnd}</span>
            </div>
          ) : null}
        </Body>
      </div>
    </div>
  );
}

function HomeMark({ preview }: { preview?: boolean }) {
  const mark = <Mark className="h-10 w-[2.3125rem]" />;
  return preview ? (
    mark
  ) : (
    <a href="/" aria-label="Foyer" className="justify-self-start rounded-small">
      {mark}
    </a>
  );
}
