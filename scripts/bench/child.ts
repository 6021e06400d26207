import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type Child = { process: ChildProcess; stop(): Promise<void> };

/**
 * Starts a script of this folder as a process of its own and waits until it says that it is ready. It ends with this process,
 * because the channel between them closes.
 */
export async function startChild(script: string, env: Record<string, string> = {}): Promise<Child> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    env: { ...process.env, NODE_ENV: "production", ...env },
    // Silent unless something is wrong; then it belongs on the screen.
    stdio: ["ignore", 2, 2, "ipc"],
    serialization: "advanced",
  });
  await new Promise<void>((resolve, reject) => {
    const fail = () => reject(new Error(`${script} ended before it was ready.`));
    child.once("exit", fail);
    child.once("error", reject);
    const done = () => {
      child.off("exit", fail);
      resolve();
    };
    child.once("message", done);
  });
  child.on("exit", (code, signal) => {
    if (signal !== "SIGTERM" && code !== 0) process.stderr.write(`${script} ended early.\n`);
  });
  return { process: child, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

/** Asks a child that answers every message with one. */
export function ask<Question extends object, Answer>(child: Child, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error("A process of the benchmark ended while it was asked."));
    child.process.once("exit", gone);
    child.process.once("message", (answer) => {
      child.process.off("exit", gone);
      resolve(answer as Answer);
    });
    child.process.send(question);
  });
}
