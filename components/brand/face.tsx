import type { CSSProperties } from "react";
import { faceHue, monogram } from "#lib/organizations/brand/rules";
import { MailIcon } from "../ui/icons.tsx";

type FaceProps = {
  /** Decides the hue, always the same. Null for someone invited who is not here yet. */
  userId: string | null;
  /** Name or, without one, e-mail address: the initials. */
  name: string;
  size?: 24 | 32 | 40 | 64;
};

const initials = (name: string) => {
  const [local = "", host] = name.split("@");
  const words = local.split(host ? /[._+-]+/ : /\s+/).filter(Boolean);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return monogram(words[0] ?? "") + monogram(last ?? "");
};

/** A person's circle. Decorative: the name stands beside it. */
export function Face({ userId, name, size = 32 }: FaceProps) {
  const style = { "--side": `${size / 16}rem`, "--hue": userId ? faceHue(userId) : undefined } as CSSProperties;
  return (
    <span className={userId ? "face" : "face nobody"} style={style} aria-hidden="true">
      {userId ? initials(name) : <MailIcon />}
    </span>
  );
}
