export type LockFacts = { command?: string; address?: string };
export type LockHolder = LockFacts & { pid: number; started: string };
export type Lock = { release(): void; tell(facts: LockFacts): void };

export function processStart(pid: number): string;
export function commandLine(pid: number): string;
export function parentOf(pid: number): number;
export function isAlive(pid: number, started?: string): boolean;
export function readLock(file: string): LockHolder | null;
export function takeLock(file: string, facts?: LockFacts): Lock | { holder: LockHolder };
export function waitForLock(
  file: string,
  facts?: LockFacts,
  options?: { onWait?: (holder: LockHolder) => void; timeout?: number },
): Promise<Lock | { holder: LockHolder }>;
