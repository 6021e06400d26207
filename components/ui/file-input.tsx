import type { ComponentProps, ReactNode } from "react";
import { buttonClass } from "./button.tsx";
import { cx } from "./class-names.ts";

type FileInputProps = Omit<ComponentProps<"input">, "type" | "className" | "children"> & {
  icon?: ReactNode;
  /** What the button says: "Choose a picture". */
  children: ReactNode;
};

/** A real file input lying over a label that looks like a button, so that a picture can be dropped on it too. Without scripts the browser shows the chosen file's name. */
export function FileInput({ icon, children, ...rest }: FileInputProps) {
  return (
    <label
      className={cx(
        buttonClass(),
        "relative overflow-hidden noscript:!h-auto noscript:!shrink noscript:w-full noscript:min-w-0 noscript:flex-wrap noscript:!justify-start noscript:py-2",
        "has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-ring",
      )}
    >
      {icon}
      {children}
      <input
        {...rest}
        type="file"
        className="absolute inset-0 cursor-pointer opacity-0 noscript:static noscript:w-full noscript:min-w-0 noscript:font-normal noscript:text-small noscript:opacity-100"
      />
    </label>
  );
}
