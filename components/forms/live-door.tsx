import type { SignInMethod } from "#lib/auth/types";
import type { DoorFrame } from "#lib/door-address";
import type { PublicBrand } from "#lib/organizations/types";
import { DoorPreview } from "../brand/door-preview.tsx";

type LiveDoorProps = {
  brand: PublicBrand;
  /** As the door says it: the name, or "your workspace" while there is none. */
  name: string;
  frame: DoorFrame;
  methods: readonly SignInMethod[];
  words: { one: string };
};

/** The door being made, beside its form. Without scripts it could not follow what is typed, and is not shown. */
export function LiveDoor({ brand, name, frame, methods, words }: LiveDoorProps) {
  return (
    <aside aria-label="Preview of the sign-in page" className="needs-script top-8 grid gap-3 min-[60rem]:sticky">
      <p className="text-ink-2 text-small">The door people will see</p>
      <DoorPreview
        brand={brand}
        title={`Sign in to ${name}`}
        frame={frame}
        methods={methods}
        footStart={
          <>
            New here? <span className="link">Create an account</span>
          </>
        }
        footEnd={<span className="link">Another {words.one}</span>}
      />
    </aside>
  );
}
