export type ErrorCode = "invalid" | "forbidden" | "not_found" | "conflict" | "stale" | "limit" | "unavailable";

/** Field name → one sentence in plain words that says what to do. */
export type FieldErrors = Readonly<Record<string, string>>;

/**
 * The one error domain code throws on purpose. Its message and fields are written for the person who reads them; each
 * adapter (action, route, later REST and gRPC) translates the code once. Anything else that is thrown is a defect.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldErrors | undefined;
  /** Seconds after which it may be tried again, of a limit. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, fields?: FieldErrors, retryAfter?: number) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }

  static invalid(fields: FieldErrors): AppError {
    return new AppError("invalid", Object.values(fields)[0] ?? "Something in the form needs another look.", fields);
  }

  static conflict(field: string, message: string): AppError {
    return new AppError("conflict", message, { [field]: message });
  }

  static notFound(message = "There is nothing here."): AppError {
    return new AppError("not_found", message);
  }
}
