import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type Delivered = {
  /** What the envelope said: MAIL FROM and every RCPT TO. */
  sender: string;
  recipients: string[];
  headers: Record<string, string>;
  text: string;
  html: string;
};

/** A mail server on loopback that keeps what it takes. It refuses, when RCPT TO is said, whoever `refuses` names. */
export async function startMailServer({ port = 0, refuses = (_: string): boolean => false } = {}) {
  const delivered: Delivered[] = [];
  const asked: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo({ address }, _, done) {
      asked.push(address);
      done(refuses(address) ? new Error("No such mailbox.") : null);
    },
    async onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      delivered.push({
        sender: envelope.mailFrom ? envelope.mailFrom.address : "",
        recipients: envelope.rcptTo.map(({ address }) => address),
        ...read(Buffer.concat(chunks).toString("latin1")),
      });
      done();
    },
  });
  // A client that goes away in the middle is not this test's affair.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    port: address.port,
    delivered,
    /** Every address that RCPT TO named, taken or not. */
    asked,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Headers and the two parts of a multipart/alternative message (RFC 2045, 2046). */
function read(message: string): Pick<Delivered, "headers" | "text" | "html"> {
  const { headers, body } = split(message);
  const boundary = /boundary="?([^";]+)"?/.exec(headers["content-type"] ?? "")?.[1] ?? "";
  const parts = body.split(`--${boundary}`).map((part) => split(part.replace(/^\r\n/, "")));
  const part = (type: string) => {
    const found = parts.find((each) => each.headers["content-type"]?.startsWith(type));
    return found ? decode(found.body, found.headers["content-transfer-encoding"] ?? "7bit") : "";
  };
  return { headers, text: part("text/plain"), html: part("text/html") };
}

function split(entity: string): { headers: Record<string, string>; body: string } {
  const end = entity.indexOf("\r\n\r\n");
  const unfolded = entity.slice(0, Math.max(end, 0)).replace(/\r\n[ \t]+/g, " ");
  const headers = Object.fromEntries(
    unfolded.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())];
    }),
  );
  return { headers, body: entity.slice(end + 4) };
}

/** Encoded words of a header (RFC 2047): what stands between two of them is no text. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toLowerCase() === "b" ? decode(text, "base64") : decode(text.replaceAll("_", " "), "quoted-printable"),
    );
}

function decode(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
