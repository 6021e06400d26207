import type { ReactNode } from "react";
import type { SignInMethod } from "#lib/auth/types";
import type { DoorFrame } from "#lib/door-address";
import { isHostname } from "#lib/organizations/slugs/rules";
import type { PublicBrand } from "#lib/organizations/types";
import { LockIcon } from "../ui/icons.tsx";
import { Door } from "./door.tsx";

type DoorPreviewProps = {
  brand: PublicBrand;
  /** "Sign in to Orion Labs". */
  title: string;
  /** What stands before and after the slug in the browser's bar, as "foyer.example/login/" and "". */
  frame: DoorFrame;
  methods: readonly SignInMethod[];
  /** Text only; what is a link on the real door is a span with the class `link`. */
  footStart?: ReactNode;
  footEnd?: ReactNode;
};

/** The real door behind a browser's bar, scaled, for looking at only. */
export function DoorPreview({ brand, title, frame, methods, footStart, footEnd }: DoorPreviewProps) {
  const { before, after } = isHostname(brand.slug) ? { before: "", after: "" } : frame;
  return (
    <div
      className="preview-frame overflow-hidden rounded-frame border border-line bg-page shadow-float"
      aria-hidden="true"
      inert
    >
      <div className="flex h-11 items-center gap-4 border-line border-b bg-surface px-4">
        <span className="flex gap-1.5">
          <i className="size-[9px] rounded-full bg-line-strong" />
          <i className="size-[9px] rounded-full bg-line-strong" />
          <i className="size-[9px] rounded-full bg-line-strong" />
        </span>
        <span className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-small bg-sunken px-3 font-mono text-ink-2 text-small tracking-[-0.01em]">
          <LockIcon />
          {/* A long host gives way to the part that people choose. */}
          <span className="flex min-w-0">
            <span className="truncate">{before}</span>
            <b className="max-w-[80%] shrink-0 truncate text-ink">{brand.slug}</b>
            <span className="truncate">{after}</span>
          </span>
        </span>
      </div>
      <div className="preview-window">
        <div>
          <Door
            preview
            brand={brand}
            title={title}
            lead={`${before}${brand.slug}${after}`}
            methods={methods}
            footStart={footStart}
            footEnd={footEnd}
          />
        </div>
      </div>
    </div>
  );
}
