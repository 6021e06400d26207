/** Two ways, one line: "or by e-mail". */
export function Divider({ children }: { children: string }) {
  return (
    <div className="flex items-center gap-4 text-small leading-4 text-ink-3">
      <span className="h-px flex-1 bg-line" />
      {children}
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}
