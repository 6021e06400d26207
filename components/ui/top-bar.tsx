import type { ReactNode } from "react";

/** The bar over signed-in pages: where you are at its start (it may be cut), what you can do at its end. */
export function TopBar({ start, end }: { start: ReactNode; end?: ReactNode }) {
  return (
    <header className="h-14 border-line border-b bg-page">
      <div className="mx-auto flex h-full max-w-page items-center gap-2 px-5 wide:gap-4 wide:px-8">
        <div className="flex min-w-0 flex-1 items-center">{start}</div>
        {end ? <div className="flex shrink-0 items-center gap-1 wide:gap-4">{end}</div> : null}
      </div>
    </header>
  );
}
