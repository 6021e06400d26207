// Loaded into a process (--import, or an import): whatever it connects to on port 443, of any address at all, public or not, is
// the server that listens on this machine at port TEST_PORT_443. As a network does it: below names, certificates and checks, which
// all stay as they are. So a guard that lets something through is found out, and no test reaches the real internet.

type Handle = { connect: Connect; connect6: Connect };
type Connect = (request: object, address: string, port: number, ...rest: unknown[]) => number;

/** Every address that was connected to on port 443, in order. */
export const connected: string[] = [];

// Node has no public way below a socket; this one is deprecated in documentation only.
const { TCP } = (process as unknown as { binding: (name: string) => { TCP: { prototype: Handle } } }).binding(
  "tcp_wrap",
);
const { connect } = TCP.prototype;

for (const name of ["connect", "connect6"] as const) {
  const original = TCP.prototype[name];
  TCP.prototype[name] = function (this: Handle, request, address, port, ...rest) {
    if (port !== 443) return original.call(this, request, address, port, ...rest);
    connected.push(address);
    return connect.call(this, request, "127.0.0.1", Number(process.env.TEST_PORT_443));
  };
}
