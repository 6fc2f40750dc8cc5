/**
 * Errors of every area. The class's name is the ASL error name (Lambda reports `error.name`), set as text because minification
 * renames classes. A message tells what happened, where, why and what to do next.
 */

/** The caller's input does not meet the contract. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
}

/** AWS asked to slow down. The message starts with AWS's own error name. Retry with backoff. */
export class ServiceThrottled extends Error {
  override readonly name = 'ServiceThrottled';
}

/** AWS could not answer, or the reply was lost: whether the call took effect is not known. Calls are safe to repeat. */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
}

/** AWS's own names for "too many requests", over all services we call. Organizations throttles with HTTP 400, so status is no guide. */
const throttles = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Names for failures on AWS's side and for lost replies. */
const outages = new Set([
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'RequestTimeout',
  'ServiceException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'ECONNRESET',
  'ETIMEDOUT',
]);

/** An AWS error's name, or '' for anything else that was thrown. */
export function awsErrorName(error: unknown): string {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'name' in error)
    ? String((error as Error).name)
    : '';
}

/**
 * What a task throws for an error that an SDK call threw: throttles and outages under the two names that the state machines retry,
 * with AWS's name and text kept; everything else unchanged.
 */
export function translateAwsError(error: unknown): unknown {
  const name = awsErrorName(error);
  const { message = '', $metadata, code } = error as { message?: string; $metadata?: { httpStatusCode?: number }; code?: string };
  const status = $metadata?.httpStatusCode ?? 0;
  const text = `${name}: ${message}`;
  if (throttles.has(name) || status === 429) return new ServiceThrottled(text, { cause: error });
  if (outages.has(name) || outages.has(code ?? '') || ($metadata !== undefined && status >= 500)) {
    return new ServiceUnavailable(text, { cause: error });
  }
  return error;
}
