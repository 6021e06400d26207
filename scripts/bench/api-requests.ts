import { create, type DescMethod, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { apiPath } from "#lib/api/address";
import { OrganizationService } from "#lib/api/contract";
import { freshNumbers } from "./people.ts";
import type { BackEnd } from "./products.ts";
import { writeCall } from "./rpc-wire.ts";
import type { Seat } from "./seed.ts";
import { credentialsRequest } from "./token-requests.ts";
import { Wire } from "./wire.ts";

// What the back-end of a product asks of the API. Both wires say the same: an organization with a name, an id of the back-end's own
// and some metadata; and one organization by its id.

const numbers = freshNumbers("api");
const metadata = { plan: "enterprise", region: "eu-north" };
const { createOrganization, getOrganization } = OrganizationService.method;

/** A token for the API, got as a back-end gets it, and for how long it is good. */
export async function tokenOf(port: number, backEnd: BackEnd): Promise<{ token: string; seconds: number }> {
  const wire = new Wire(port, { keepBodies: true });
  const answer = await wire.send(credentialsRequest(port, backEnd));
  wire.close();
  if (answer.status !== 200) throw new Error(`The back-end got no token:\n${answer.head}\n\n${answer.body}`);
  const { access_token: token, expires_in: seconds } = JSON.parse(answer.body);
  return { token, seconds };
}

type Asker = { port: number; token: string };

function restRequest({ port, token }: Asker, line: string, more: string[] = [], body = ""): string {
  const lines = [
    `${line} HTTP/1.1`,
    `host: localhost:${port}`,
    "user-agent: orion/1.0",
    "accept: application/json",
    `authorization: Bearer ${token}`,
    ...more,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** Requests that create organizations nobody has heard of. */
export function createRequests(count: number, asker: Asker): string[] {
  return Array.from({ length: count }, () => {
    const number = numbers();
    const body = JSON.stringify({ display_name: `Orion ${number}`, external_id: `acct-${number}`, metadata });
    const about = ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`];
    return restRequest(asker, `POST ${apiPath}/organizations`, about, body);
  });
}

/** A request for each organization. The cookie is for the floor, which finds by it what to ask for. */
export function getRequests(seats: Seat[], asker: Asker): string[] {
  return seats.map(({ organization }, index) =>
    restRequest(asker, `GET ${apiPath}/organizations/${organization}`, [`cookie: actor=${index}`]),
  );
}

function call<Method extends DescMethod>(method: Method, token: string, message: MessageInitShape<Method["input"]>) {
  const path = `/${method.parent.typeName}/${method.name}`;
  return writeCall({ path, token, message: toBinary(method.input, create(method.input, message)) });
}

/** The same as createRequests, as calls of gRPC. */
export function createCalls(count: number, token: string): string[] {
  return Array.from({ length: count }, () => {
    const number = numbers();
    const organization = { displayName: `Orion ${number}`, externalId: `acct-${number}`, metadata };
    return call(createOrganization, token, { organization });
  });
}

/** The same as getRequests, as calls of gRPC. */
export function getCalls(seats: Seat[], token: string): string[] {
  return seats.map(({ organization }) =>
    call(getOrganization, token, { identities: { case: "id", value: organization } }),
  );
}
