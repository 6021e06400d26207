// The first thing every npm script runs: `node scripts/bootstrap.mjs <command>`. It needs nothing but Node 20, installs what
// the lockfile names when that is missing, and then runs scripts/<command>.ts with the Node version the project pins.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandLine, isAlive, parentOf, processStart, readLock, waitForLock } from "./lock.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const stamp = join(modules, ".foyer-install");
const npmFile = join(root, ".data", "install.npm");

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const nodeMajor = (version) => Number.parseInt(version, 10);

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(`${process.platform} ${process.arch}`)
    .digest("hex");

/** npm writes its hidden lockfile last: it lists what is installed, and an interrupted install has none. */
function installed() {
  try {
    const { packages } = readJson(join(modules, ".package-lock.json"));
    if (!Object.keys(packages).every((path) => existsSync(join(root, path, "package.json")))) return false;
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash()) return true;
    // Someone ran npm themselves. Theirs counts when it brought exactly what the lockfile asks for.
    const wanted = Object.entries(readJson(join(root, "package-lock.json")).packages);
    return wanted.every(([path, { version, optional, link }]) =>
      path === "" || link ? true : packages[path] ? packages[path].version === version : optional === true,
    );
  } catch {
    return false;
  }
}

/** PATH without our own node_modules: npm must not run on the Node binary that it is about to replace. */
function outerPath() {
  const paths = (process.env.PATH ?? "").split(delimiter);
  return paths.filter((path) => !path.startsWith(modules)).join(delimiter);
}

function runNpmCi() {
  return new Promise((resolve) => {
    const options = ["ci", "--loglevel=warn", "--include=dev", "--include=optional", "--no-fund", "--no-audit"];
    const windows = process.platform === "win32";
    const child = spawn(windows ? "npm.cmd" : "npm", options, {
      cwd: root,
      env: { ...process.env, PATH: outerPath() },
      stdio: ["ignore", "ignore", "pipe"],
      shell: windows,
    });
    writeFileSync(npmFile, JSON.stringify({ pid: child.pid, started: processStart(child.pid) }));
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", () => resolve("npm was not found: install Node.js from https://nodejs.org, which brings it."));
    // npm calls a file that it could not unpack a warning, and succeeds.
    const whole = () => !/TAR_ENTRY_ERROR/.test(errors) && existsSync(join(modules, ".package-lock.json"));
    child.on("close", (code) => resolve(code === 0 && whole() ? null : explainNpm(errors)));
  });
}

function explainNpm(errors) {
  if (/ENOSPC|no space left/i.test(errors))
    return `The disk that holds ${root} is full: free some space and try again.`;
  if (/EACCES|EPERM/.test(errors))
    return `The dependencies cannot be written to ${modules}: check who owns that folder.`;
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET/.test(errors)) {
    return "The package registry cannot be reached, and the dependencies are not installed yet: check the network and try again.";
  }
  const reasons = errors.split("\n").filter((line) => /^npm (error|ERR!)|TAR_ENTRY_ERROR/.test(line));
  return `The dependencies could not be installed: ${reasons.join("\n") || "npm was stopped on the way."}`;
}

/** A bootstrap that was killed leaves its npm at work, and two of them in one folder spoil each other's files. */
async function endOrphanedNpm() {
  for (let npm = readLock(npmFile); npm; npm = readLock(npmFile)) {
    process.kill(npm.pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function install() {
  if (installed()) return;
  const lock = await waitForLock(
    join(root, ".data", "install.lock"),
    {},
    { onWait: ({ pid }) => process.stdout.write(`Waiting for another install (process ${pid})…\n`) },
  );
  let problem = null;
  if (!installed()) {
    process.stdout.write("Installing dependencies (about a minute, only when they change)…\n");
    rmSync(stamp, { force: true });
    await endOrphanedNpm();
    problem = await runNpmCi();
    rmSync(npmFile, { force: true });
    // It may be half a program, and npm would run this file with it at the next start.
    if (problem) rmSync(join(modules, ".bin", "node"), { force: true });
  }
  if (!problem) writeFileSync(stamp, lockHash());
  lock.release();
  if (problem) fail(problem);
}

/** Where npm put the pinned Node for this machine, if it could. */
function pinnedNode() {
  const packages = Object.keys(readJson(join(root, "package.json")).optionalDependencies);
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = packages.find((each) => each.startsWith("node-") && each.endsWith(`${system}-${process.arch}`));
  const binary = name && join(modules, name, "bin", process.platform === "win32" ? "node.exe" : "node");
  return binary && existsSync(binary) ? binary : null;
}

function scriptOf(command) {
  const name = command.replaceAll(":", "-");
  const files = [`scripts/${name}.ts`, `scripts/${name}/main.ts`];
  return /^[a-z0-9-]+$/.test(name) && files.find((file) => existsSync(join(root, file)));
}

/**
 * Runs the script and lives as long as it does. The channel between the two tells the script when this process is gone, even
 * by kill -9, so that it stops its servers instead of leaving them behind.
 */
function run(node, script, rest) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", script, ...rest], {
    cwd: root,
    env: { ...process.env, PATH: `${join(modules, ".bin")}${delimiter}${outerPath()}` },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const orphans = new Map();
  child.on("message", ({ orphan }) => orphans.set(orphan.pid, orphan));
  // npm itself may be killed; then nobody reads the output or can press Ctrl-C any more.
  const npm = process.env.npm_lifecycle_event ? npmAbove() : 0;
  const started = processStart(npm);
  const watch = setInterval(() => {
    if (!npm || isAlive(npm, started)) return;
    clearInterval(watch);
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 30_000).unref();
  }, 250).unref();
  child.on("error", () => {
    if (node === process.execPath || nodeMajor(process.versions.node) < 24) fail(noNode);
    run(process.execPath, script, rest);
  });
  child.on("exit", (code, signal) => {
    if (!signal) process.exit(code);
    for (const { pid, started, signal: how } of orphans.values()) if (isAlive(pid, started)) process.kill(pid, how);
    if (signal === "SIGKILL") process.stderr.write("Foyer was killed, by a person or because memory ran out.\n");
    process.exit(128 + constants.signals[signal]);
  });
}

/** Between npm and this process is a shell, unless it is one that makes way for its last command. */
function npmAbove() {
  return commandLine(process.ppid).includes("bootstrap.mjs") ? parentOf(process.ppid) : process.ppid;
}

const noNode =
  "Foyer brings its own Node.js 24, but not for this system: install Node.js 24 or newer from https://nodejs.org and try again.";

if (nodeMajor(process.versions.node) < 20) {
  fail(
    `Foyer needs Node.js 20 or newer, and this is ${process.version}: install it from https://nodejs.org and try again.`,
  );
}
const [command = "start", ...rest] = process.argv.slice(2);
const script = scriptOf(command);
if (!script) fail(`There is no command "${command}": package.json lists them under "scripts".`);
await install();
const node = pinnedNode() ?? (nodeMajor(process.versions.node) >= 24 ? process.execPath : fail(noNode));
run(node, script, rest);
