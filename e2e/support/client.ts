import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { target } from "./environment.ts";

/** A whole answer, read to its end; redirects are not followed. */
export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  setCookies: string[];
  body: string;
  /** Where it was asked. */
  url: URL;
  /** Where it leads, made absolute; null without a Location. */
  location: URL | null;
};

type Sending = {
  /** Sent as application/x-www-form-urlencoded. */
  form?: Record<string, string>;
  /** Sent as multipart/form-data, as a browser sends a server action's form. */
  multipart?: FormData;
  body?: string;
  headers?: Record<string, string>;
};

type Options = {
  /** Origin it talks to; the Foyer under test by default. */
  baseUrl?: string;
  /** The loopback address it comes from. Clients of different addresses share no rate limit. */
  from?: string;
};

let next = 1;

/** Another loopback address for each client of this run, where the system has more than one (Linux). */
function ownAddress(): string | undefined {
  if (process.platform !== "linux") return undefined;
  next += 1;
  return `127.${1 + (process.pid % 250)}.${(next >> 8) % 250}.${1 + (next % 250)}`;
}

/** A browser without a screen: a cookie jar and a connection of its own. Two clients are two people, or two browsers of one. */
export class Client {
  readonly baseUrl: string;
  readonly cookies = new Map<string, string>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #from: string | undefined;

  constructor({ baseUrl = target.baseUrl, from = ownAddress() }: Options = {}) {
    this.baseUrl = baseUrl;
    this.#from = from;
  }

  get(path: string, sending: Sending = {}): Promise<Answer> {
    return this.send("GET", path, { ...sending, headers: { accept: "text/html", ...sending.headers } });
  }

  /** As the form of one of Foyer's own pages: with its Origin. */
  post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("POST", path, { form, headers: { origin: this.baseUrl, ...headers } });
  }

  /** Opens the connection beforehand, so that a race begins with the requests and not with handshakes. */
  async warm(): Promise<this> {
    await this.send("GET", "/health");
    return this;
  }

  /** Sends exactly this path, however odd. */
  async send(method: string, path: string, { form, multipart, body, headers = {} }: Sending = {}): Promise<Answer> {
    const base = new URL(this.baseUrl);
    const absolute = /^https?:/.test(path) ? new URL(path) : null;
    const to = absolute ?? base;
    const own = to.origin === base.origin;
    const encoded = multipart ? new Response(multipart) : null;
    const payload = encoded
      ? Buffer.from(await encoded.arrayBuffer())
      : form
        ? new URLSearchParams(form).toString()
        : body;
    const type = encoded?.headers.get("content-type") ?? (form ? "application/x-www-form-urlencoded" : undefined);
    const jar = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await exchange(
      {
        protocol: to.protocol,
        hostname: "127.0.0.1",
        family: 4,
        port: to.port || 80,
        method,
        path: absolute ? `${absolute.pathname}${absolute.search}` : path,
        agent: this.#agent,
        ...(this.#from && own && { localAddress: this.#from }),
        headers: {
          host: to.host,
          ...(own && jar && { cookie: jar }),
          ...(type && { "content-type": type }),
          ...(payload !== undefined && { "content-length": String(Buffer.byteLength(payload)) }),
          ...headers,
        },
      },
      payload,
    );
    const url = absolute ?? new URL(path.replace(/^\/+/, "/"), base);
    if (own) this.#keep(answer.setCookies);
    const { location } = answer.headers;
    return { ...answer, url, location: location === undefined ? null : new URL(location, url) };
  }

  /** Follows redirects with GET until there is none, or the next leads away from Foyer: then that answer is returned. */
  async follow(first: Answer): Promise<Answer> {
    let answer = first;
    for (let hops = 0; hops < 12; hops++) {
      const { location } = answer;
      if (!location || location.origin !== new URL(this.baseUrl).origin) return answer;
      answer = await this.get(location.pathname + location.search);
    }
    throw new Error(`Redirects never end: ${answer.url.href}`);
  }

  #keep(setCookies: string[]): void {
    for (const line of setCookies) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const equals = pair.indexOf("=");
      const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
      const gone = attributes.some((attribute) => /^(max-age=0$|expires=thu, 01 jan 1970)/i.test(attribute));
      if (gone || value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

type Exchanged = Pick<Answer, "status" | "headers" | "setCookies" | "body">;

function exchange(options: object, payload: string | Buffer | undefined): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ timeout: 30_000, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          setCookies: response.headers["set-cookie"] ?? [],
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    request.on("timeout", () => request.destroy(new Error("No answer within 30 s.")));
    request.on("error", reject);
    request.end(payload);
  });
}

/** n requests released together over connections that are open already. */
export async function race<T>(clients: readonly Client[], contestant: (client: Client, index: number) => Promise<T>) {
  await Promise.all(clients.map((client) => client.warm()));
  return Promise.all(clients.map(contestant));
}
