const impatience = 1_000;

/**
 * Aborts when the script is asked to end: Ctrl-C, a signal, or the bootstrap that started it is gone. Asked again a while
 * later, the process ends at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let asked = 0;
  const stop = () => {
    if (asked && Date.now() - asked > impatience) process.exit(130);
    asked ||= Date.now();
    controller.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  process.on("disconnect", stop);
  return controller.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
