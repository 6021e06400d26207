import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from "node:http";
import type { HostDoor } from "#lib/organizations/hosts/queries";
import { type HostPlace, placeOf } from "#lib/organizations/hosts/rules";
import { sendNothing, sendText } from "./plain-answers.ts";

// What the door needs to be drawn. No dots at the start of a name, or it would be another path by the time Next reads it.
const files =
  /^\/(?:(?:_next\/static|logos)(?:\/(?!\.|%2e)[\w.~%-]+)+|favicon\.ico|icon\.svg|apple-icon\.png|robots\.txt)$/i;

type ForeignHostOptions = {
  /** Host name of APP_URL. */
  ownHost: string;
  find: (place: HostPlace) => Promise<HostDoor | null>;
};

/** What is left to answer under a foreign host: the page of a door, or a file of it. */
export type AtDoor = { host: string; door: HostDoor; isPage: boolean };

/**
 * Answers a request under a host that is not Foyer's own, unless it is for the door of the organization which that host means: then
 * it is only prepared, and returned. Under such a host there are no cookies, in no direction.
 */
export async function answerForeignHost(
  request: IncomingMessage,
  response: ServerResponse,
  { ownHost, find }: ForeignHostOptions,
): Promise<AtDoor | null> {
  withoutCookies(response);
  // Sent across to APP_URL, a form must say from where: "same-origin" would make its Origin null. Only the origin is told.
  response.setHeader("Referrer-Policy", "strict-origin");
  const place = placeOf(request.headers.host, ownHost);
  const door = place && (await find(place));
  if (!place || !door?.open) {
    sendNothing(response);
    return null;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    sendText(response, 405, "That method is not answered here.", { allow: "GET, HEAD" });
    return null;
  }
  const url = request.url ?? "/";
  if (door.moved) {
    const location = door.moved.to + (door.moved.whole ? url.replace(/^\/+/, "/") : url.replace(/^[^?]*/, ""));
    sendText(response, 308, location, { location });
    return null;
  }
  const path = url.split("?", 1)[0] ?? "";
  const isPage = path === "/";
  if (!isPage && !files.test(path)) {
    sendNothing(response);
    return null;
  }
  for (const name of Object.keys(request.headers)) if (notHere.test(name)) delete request.headers[name];
  return { host: place.host, door, isPage };
}

// The page is the same for everyone, however it is asked for: no visitor, no parts of it for Next's router.
const notHere = /^(cookie$|authorization$|rsc$|next-)/;

/** The second line: whatever sets a cookie by mistake, it does not leave under this host. */
function withoutCookies(response: ServerResponse): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    response.removeHeader("set-cookie");
    return writeHead.call(response, status, ...(rest.map(withoutSetCookie) as []));
  }) as ServerResponse["writeHead"];
}

/** Headers as writeHead takes them: an object, or a list of names and values in turn; anything else stays. */
function withoutSetCookie(given: unknown): unknown {
  if (Array.isArray(given)) {
    const flat = given.flat() as OutgoingHttpHeader[];
    return flat.flatMap((item, index) =>
      index % 2 === 1 || String(item).toLowerCase() === "set-cookie" ? [] : [item, flat[index + 1]],
    );
  }
  if (typeof given !== "object" || given === null) return given;
  return Object.fromEntries(Object.entries(given).filter(([name]) => name.toLowerCase() !== "set-cookie"));
}
