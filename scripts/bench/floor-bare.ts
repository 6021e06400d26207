import { createServer } from "node:http";
import { apiPath } from "#lib/api/address";
import { freshNumbers } from "./people.ts";
import { actorOf, Replay } from "./replay.ts";

/** The floor of the API: node:http and pg with nothing in front. It does what was recorded, and answers what the last rows say. */
let replay: Replay | null = null;
const play = (...call: Parameters<Replay["run"]>) => {
  replay ??= new Replay(freshNumbers("bare floor"));
  return replay.run(...call);
};

const server = createServer(async (request, response) => {
  try {
    let text = "";
    for await (const chunk of request) text += chunk;
    const isCreate = request.method === "POST" && request.url === `${apiPath}/organizations`;
    const sent = isCreate ? JSON.parse(text) : {};
    const rows = await (isCreate ? play("apiCreate") : play("apiGet", actorOf(request.headers.cookie)));
    const organization = { ...sent, ...rows.findLast((each) => each.length > 0)?.[0] };
    const body = JSON.stringify({ organization });
    response
      .writeHead(isCreate ? 201 : 200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      })
      .end(body);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});

process.on("disconnect", () => process.exit(0));
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
