/** An error that an AWS API answers with. `code` is the wire name (`DuplicateResourceException`), `message` AWS's own text. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  /** HTTP status. AWS's JSON services answer most client errors with 400, throttles of Organizations included. */
  readonly statusCode: number;
  /** Further members of the error's shape, e.g. `Reason` of ConstraintViolationException. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { statusCode?: number; fields?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.statusCode = options.statusCode ?? 400;
    this.fields = options.fields ?? {};
  }
}

/** What a service that delivers something makes of a call's error: one that nobody answered, or whose answer was lost, is tried again. */
export function deliveryError(error: unknown): unknown {
  const unanswered = error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'ETIMEDOUT');
  return unanswered ? new AwsError('InternalServerError', error.message, { statusCode: 500 }) : error;
}
