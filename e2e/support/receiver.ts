import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Internet } from "../../testing/internet.ts";

/** What arrived at a receiver. */
type Received = {
  id: string;
  body: string;
  headers: IncomingHttpHeaders;
  type: string;
  data: Record<string, unknown>;
};

/** A product's server that webhooks are sent to. `answer` may be replaced at any time; without one it answers 200. */
export function startReceiver(internet: Internet) {
  const receiver = {
    url: "",
    host: "",
    received: [] as Received[],
    answer: (response: ServerResponse): unknown => response.end(),
    /** Of what happened to one thing. */
    of: (id: string) => receiver.received.filter(({ data }) => Object.values(data).includes(id)),
  };
  receiver.host = internet.host((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { type, data } = JSON.parse(body) as Received;
      receiver.received.push({ id: String(request.headers["webhook-id"]), headers: request.headers, body, type, data });
      receiver.answer(response);
    });
  });
  receiver.url = `https://${receiver.host}/webhooks`;
  return receiver;
}
