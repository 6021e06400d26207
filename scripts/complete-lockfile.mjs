// Run after every `npm install` that changes package-lock.json (`npm run lockfile`).
// Some registries hide the packages of other platforms, and npm then writes a lockfile that `npm ci` refuses on every
// machine ("Missing: … from lock file"). This adds the missing optional entries by name, so that one lockfile serves all.
import { readFileSync, writeFileSync } from "node:fs";

const systems = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const processors = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "x64", "wasm32"];
const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`${path}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`]) continue;
    const os = systems.find((system) => name.includes(system));
    const cpu = processors.find((processor) => name.includes(processor));
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[\^~]/, ""),
      ...(cpu && { cpu: [cpu] }),
      ...(os && { os: [os] }),
      optional: true,
    };
    process.stdout.write(`added ${name}@${version}\n`);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
