/**
 * The parts of an address that somebody pasted or typed, as in `https://ada@orion.com:8080/login/orion`: what is not there is "". User
 * name and port, which say nothing of what is meant, are left out. Isomorphic.
 */
export function partsOfPasted(address: string): { scheme: string; host: string; path: string } {
  const [, scheme = "", host = "", path = ""] =
    /^([a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#]*@)?([^/?#]*)(.*)$/is.exec(address.trim()) ?? [];
  return { scheme, host: host.replace(/:\d*$/, ""), path };
}
