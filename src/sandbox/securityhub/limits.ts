/**
 * Security Hub's request rates, per account and Region (Security Hub user guide, "Maximum quotas and API throttle limits"). The throttle
 * on the wire is TooManyRequestsException, although the model lists LimitExceededException.
 */
import { AwsError } from '../core/errors.ts';
import type { CallContext } from '../core/service.ts';
import { rateTable } from './rows.ts';

interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

const rates: Readonly<Record<string, Rate>> = {
  GetFindings: { perSecond: 3, burst: 6 },
};
const others: Rate = { perSecond: 10, burst: 30 };

/** Takes one request from the bucket of the operation, or throws TooManyRequestsException. */
export function takeRequest(operation: string, context: CallContext): void {
  const { perSecond, burst } = rates[operation] ?? others;
  const table = rateTable(context);
  const key = `${context.account}/${context.region}/${operation}`;
  const before = table.get(key) ?? { tokens: burst, at: context.now };
  const tokens = Math.min(burst, before.tokens + ((context.now - before.at) / 1000) * perSecond);
  if (tokens < 1) throw tooManyRequests();
  table.put(key, { tokens: tokens - 1, at: context.now });
}

export function tooManyRequests(): AwsError {
  return new AwsError('TooManyRequestsException', 'Too Many Requests', { statusCode: 429 });
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInputException', message, { statusCode: 400, fields: { Code: 'InvalidInputException' } });
}

export function notSubscribed(account: string): AwsError {
  return new AwsError('InvalidAccessException', `Account ${account} is not subscribed to AWS Security Hub`, {
    statusCode: 401,
    fields: { Code: 'InvalidAccessException' },
  });
}
