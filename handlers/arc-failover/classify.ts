/** What an error of an endpoint means for the run. */
import { awsErrorName } from '../shared/errors.ts';
import type { Outcome } from './ports.ts';

const invalid = new Set(['ValidationException', 'ResourceNotFoundException', 'ServiceLimitExceededException']);
/** ARC's words for "not me, not now", and throttles. Nothing was changed. */
const askAnother = new Set([
  'EndpointTemporarilyUnavailableException',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
]);
/** The connection did not come about, so nothing was sent. */
const neverSent = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

type Failure = Exclude<Outcome<never>, { kind: 'answered' }>;

/** By the error's name where ARC documents it. Every other one is the endpoint's: another may do better. */
export function classify(error: unknown): Failure {
  const name = awsErrorName(error);
  const {
    message = '',
    code,
    $metadata,
    retryAfterSeconds,
  } = error as {
    message?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number };
    retryAfterSeconds?: number;
  };
  const text = `${name || 'Error'}: ${message}`.slice(0, 1000);
  const status = $metadata?.httpStatusCode;
  if (name === 'ConflictException') return { kind: 'conflict', text };
  if (invalid.has(name)) return { kind: 'invalid', text };
  if (name === 'AccessDeniedException' || name === 'AccessDenied' || status === 403) return { kind: 'denied', text };
  const retryAfterMs = typeof retryAfterSeconds === 'number' ? { retryAfterMs: retryAfterSeconds * 1000 } : {};
  const refused = askAnother.has(name) || neverSent.has(code ?? '') || isConnectionTimeout(name, message);
  return { kind: 'unavailable', text, sent: !refused, ...retryAfterMs };
}

/** The SDK's HTTP handler says which of its two timeouts ran out only in the message. */
function isConnectionTimeout(name: string, message: string): boolean {
  return name === 'TimeoutError' && /connect/i.test(message);
}
