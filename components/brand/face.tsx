import { faceHue, monogram } from "#lib/organizations/brand/rules";

type FaceProps = {
  /** Decides the hue, always the same. */
  userId: string;
  /** Name or, without one, e-mail address: the initials. */
  name: string;
};

const initials = (name: string) => {
  const [local = "", host] = name.split("@");
  const words = local.split(host ? /[._+-]+/ : /\s+/).filter(Boolean);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return monogram(words[0] ?? "") + monogram(last ?? "");
};

/** A person's circle. Decorative: the name stands beside it. */
export function Face({ userId, name }: FaceProps) {
  const style = { "--side": "2rem", "--hue": faceHue(userId) };
  return (
    <span className="face" style={style} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
