import { Code } from "@connectrpc/connect";
import { isUnavailable } from "#db/errors";
import { AppError, type ErrorCode } from "#lib/errors";
import { newId } from "#lib/ids";
import { logUnexpected } from "#lib/logger";

/** The names of google.rpc.Code that the API answers with, and what each is over HTTP and gRPC. */
export const apiErrors = {
  INVALID_ARGUMENT: {
    status: 400,
    grpc: Code.InvalidArgument,
    message: "Something in the request needs another look.",
  },
  UNAUTHENTICATED: { status: 401, grpc: Code.Unauthenticated, message: "An access token is needed." },
  PERMISSION_DENIED: { status: 403, grpc: Code.PermissionDenied, message: "That is not allowed." },
  NOT_FOUND: { status: 404, grpc: Code.NotFound, message: "There is nothing here." },
  ALREADY_EXISTS: { status: 409, grpc: Code.AlreadyExists, message: "That is taken." },
  ABORTED: { status: 412, grpc: Code.Aborted, message: "It was changed meanwhile." },
  RESOURCE_EXHAUSTED: { status: 429, grpc: Code.ResourceExhausted, message: "That was asked for too often." },
  UNIMPLEMENTED: { status: 501, grpc: Code.Unimplemented, message: "This version does not do that." },
  UNAVAILABLE: { status: 503, grpc: Code.Unavailable, message: "Try again in a moment." },
  INTERNAL: { status: 500, grpc: Code.Internal, message: "Something went wrong." },
} as const;

export type ApiErrorCode = keyof typeof apiErrors;

/** What is wrong with one field, by the name it has in the request (`organization.display_name`). */
export type FieldViolation = { field: string; message: string };

/** An answer of the API that is no result. Both wires write it in their own way. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly violations: readonly FieldViolation[];
  /** Seconds after which it may be asked again. */
  readonly retryAfter: number | undefined;
  /** Names an unexpected error in the log. */
  readonly requestId: string | undefined;

  constructor(
    code: ApiErrorCode,
    message: string = apiErrors[code].message,
    more: { violations?: readonly FieldViolation[]; retryAfter?: number; requestId?: string } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.violations = more.violations ?? [];
    this.retryAfter = more.retryAfter;
    this.requestId = more.requestId;
  }
}

const codes: Record<ErrorCode, ApiErrorCode> = {
  invalid: "INVALID_ARGUMENT",
  forbidden: "PERMISSION_DENIED",
  not_found: "NOT_FOUND",
  conflict: "ALREADY_EXISTS",
  stale: "ABORTED",
  limit: "RESOURCE_EXHAUSTED",
  unavailable: "UNAVAILABLE",
};

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Any error as the API's answer. One that nobody threw on purpose is logged under an id, and says no more than that id.
 * @param fieldOf what the request calls a field of the domain
 */
export function toApiError(error: unknown, fieldOf: (name: string) => string = (name) => name): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AppError) {
    const violations = Object.entries(error.fields ?? {}).map(([name, message]) => ({
      field: fieldOf(snakeCase(name)),
      message,
    }));
    const { message, retryAfter } = error;
    return new ApiError(codes[error.code], message, { violations, ...(retryAfter && { retryAfter }) });
  }
  if (isUnavailable(error)) return new ApiError("UNAVAILABLE", undefined, { retryAfter: 5 });
  const requestId = newId("err");
  logUnexpected(error, { where: "API", id: requestId });
  return new ApiError("INTERNAL", `Something went wrong. The log says what, under ${requestId}.`, { requestId });
}
