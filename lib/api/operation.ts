import type { DescService } from "@bufbuild/protobuf";
import { z } from "zod";
import { type InstallationContext, installationProof } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { FairTurns } from "#lib/fair-turns";
import type { Scope } from "./clients/rules.ts";
import { ApiError, type FieldViolation, toApiError } from "./errors.ts";
import type { Caller } from "./gate.ts";

/** Where REST offers an operation. */
export type Binding = {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** Under /api/v1, with `{names}` of the input. */
  path: `/${string}`;
  /** The part of the input that the body is; "*": the body is all that the path does not say. None: the query says the rest. */
  body?: string;
};

type Shape = z.core.$ZodLooseShape;

/**
 * One thing that the API does, for both of its wires. The input has the shape of the request's message, in snake_case, and REST puts
 * it together from path, query and body, as google.api.http says. Both are parsed by `input`, and answered by one domain call.
 */
export type Operation = {
  service: DescService;
  /** The name of the service's method, in camelCase. */
  method: string;
  /** What it takes; several: each of them. */
  scope: Scope | readonly Scope[];
  /** One sentence for the reference. */
  summary: string;
  rest: readonly Binding[];
  /** Status of a success; 200 when none is named. */
  status?: 201;
  input: z.ZodObject<Shape>;
  output: z.ZodType;
  /** Whether it counts exactly, however many there are. */
  counts?: true;
  run: (call: Call, input: never) => Promise<unknown>;
  /** The version of what is answered, where it has one; then If-Match is heeded. */
  versionOf?: (output: never) => string;
};

/** What an operation knows of who calls, and how. */
export type Call = {
  context: InstallationContext;
  /** The version that must still be the current one; null: any. */
  version: string | null;
  /** The same text whenever this request comes again, so that it makes one thing; null when nobody said so. */
  repeatKey: string | null;
};

type Defined<Input extends Shape, Output extends z.ZodType> = Omit<
  Operation,
  "input" | "output" | "run" | "versionOf"
> & {
  input: z.ZodObject<Input>;
  output: Output;
  run: (call: Call, input: z.output<z.ZodObject<Input>>) => Promise<z.input<Output>>;
  versionOf?: (output: z.input<Output>) => string;
};

/** What a caller needs to be allowed, to have an operation performed. */
export const scopesOf = ({ scope }: Operation): readonly Scope[] => [scope].flat();

/** Types an operation: what `run` gets and gives is what `input` and `output` say. */
export function operation<Input extends Shape, Output extends z.ZodType>(defined: Defined<Input, Output>): Operation {
  return defined as unknown as Operation;
}

/**
 * Whoever is told how many there are has all of them counted, which takes a while of a million: a few at a time, each client's in turn,
 * so that the database has room for everything else.
 */
const countings = new FairTurns({
  atOnce: 3,
  waitingEach: 256,
  waitingInAll: 1024,
  refusal: () => new AppError("unavailable", "Too much is counted at once. Try again in a moment.", undefined, 5),
});

/**
 * Performs an operation for a caller whom the gate let in with its scopes: nothing that `input` refuses.
 * @param raw the request, as the wire had it
 * @throws ApiError
 */
export async function perform(
  { input, counts, run }: Operation,
  caller: Caller,
  raw: unknown,
  { version = null, repeatKey = null }: Partial<Pick<Call, "version" | "repeatKey">> = {},
): Promise<unknown> {
  const parsed = input.safeParse(raw);
  if (!parsed.success) throw refusal(parsed.error);
  const context = installationProof({ kind: "api_client", id: caller.clientId, ip: caller.ip });
  const work = () => run({ context, version, repeatKey }, parsed.data as never);
  try {
    return await (counts ? countings.take(caller.clientId, work) : work());
  } catch (error) {
    throw toApiError(error, (name) => fieldIn(input, name));
  }
}

/** What the request calls a field of the domain: it is in an object there, at any depth, or at the top, where things are named. */
function fieldIn({ shape }: z.ZodObject<Shape>, name: string): string {
  for (const [outer, schema] of Object.entries(shape)) {
    const inner = unwrapped(schema);
    if (!(inner instanceof z.ZodObject)) continue;
    const field = fieldIn(inner, name);
    if (field !== name || name in inner.shape) return `${outer}.${field}`;
  }
  return name;
}

/** A schema without what it says of values that are not there. */
export const unwrapped = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap())
    : schema;

function refusal(error: z.ZodError): ApiError {
  const violations = error.issues.flatMap((issue): FieldViolation[] => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ field: path.join("."), message: issue.message }];
    return issue.keys.map((key) => ({ field: [...path, key].join("."), message: "There is no such field." }));
  });
  const [first] = violations;
  return new ApiError("INVALID_ARGUMENT", first?.message, { violations });
}
