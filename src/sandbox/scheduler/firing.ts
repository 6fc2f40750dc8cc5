/** The times of a schedule, and what happens at one of them. All waiting is done by durable timers. */
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { groupArn, schedules, type ScheduleRow } from './rows.ts';
import { parseSchedule } from './schedule-expression.ts';
import { invokeTarget, schedulerPrincipal } from './targets.ts';

/** AWS's defaults: 185 retries within 24 hours; ours: at most 10 minutes between two. */
const maximumAttempts = 185;
const maximumAge = 86_400;
const backoff = (attempt: number): number => Math.min(1000 * 2 ** attempt, 600_000);

/** An invocation that waits for its (next) attempt: the arguments of `scheduler/attempt`. */
interface Attempt {
  readonly arn: string;
  readonly group: string;
  readonly target: ScheduleRow['target'];
  readonly scheduledTime: number;
  readonly executionId: string;
  readonly attempt: number;
}

/** The row with a timer for its first time after `after`; an earlier timer is cancelled. */
export function armed(row: ScheduleRow, after: number, context: CallContext): ScheduleRow {
  if (row.timer !== undefined) context.cancelTimer(row.timer);
  const { timer: _earlier, ...rest } = row;
  const next = row.state === 'ENABLED' ? nextTime(row, after) : undefined;
  return next === undefined ? rest : { ...rest, timer: context.schedule(next, 'scheduler/fire', { arn: row.arn, at: next }) };
}

function nextTime(row: ScheduleRow, after: number): number | undefined {
  const from = row.start === undefined ? after : Math.max(after, row.start - 1);
  const next = parseSchedule(row.expression, row.timezone)?.next(from, row.start ?? row.created);
  return next === undefined || (row.end !== undefined && next > row.end) ? undefined : next;
}

/** Timer `scheduler/fire`: a time of a schedule has come. */
export function fire(args: Json, context: CallContext): void {
  const { arn, at } = args as { arn: string; at: number };
  const row = schedules(context.store).get(arn);
  if (!row) return;
  const { timer: _fired, ...rest } = row;
  const next = armed(rest, at, context);
  if (next.timer === undefined && row.afterCompletion === 'DELETE') schedules(context.store).delete(arn);
  else schedules(context.store).put(arn, next);
  const { target } = row;
  const attempt: Attempt = { arn, group: row.group, target, scheduledTime: at, executionId: context.uuid(), attempt: 0 };
  context.schedule(context.now, 'scheduler/attempt', attempt as unknown as Json);
}

/** Timer `scheduler/attempt`: one attempt to invoke the target. */
export function attempt(args: Json, context: CallContext): void {
  const pending = args as unknown as Attempt;
  const { target, executionId } = pending;
  const source = groupArn(pending.group, context);
  // Kept until the attempt is over: after a crash in between the target is invoked again, as AWS may (at least once).
  const timer = context.schedule(context.now + maximumAge * 1000, 'scheduler/attempt', args);
  const settle = (later: CallContext, error: unknown): void => {
    later.cancelTimer(timer);
    if (error !== undefined) retryOrGiveUp(pending, error, source, later);
  };
  try {
    invokeTarget({ target, payload: payloadOf(pending), executionId }, source, context, (error) => {
      context.transact((later) => settle(later, error));
    });
  } catch (error) {
    settle(context, error);
  }
}

/** The target's input with the context attributes filled in (user guide, "Adding context attributes"). */
function payloadOf({ arn, target, scheduledTime, executionId, attempt: number }: Attempt): string {
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': arn,
    'scheduled-time': new Date(scheduledTime).toISOString().replace(/\.\d+Z$/, 'Z'),
    'execution-id': executionId,
    'attempt-number': String(number + 1),
  };
  const input = target.Input ?? '{}';
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (text, name: string) =>
    Object.hasOwn(values, name) ? values[name]! : text,
  );
}

function retryOrGiveUp(pending: Attempt, error: unknown, source: string, context: CallContext): void {
  if (!(error instanceof AwsError)) throw error;
  const { MaximumRetryAttempts = maximumAttempts, MaximumEventAgeInSeconds = maximumAge } = pending.target.RetryPolicy ?? {};
  const next = context.now + backoff(pending.attempt);
  // A refusal or a missing target will not get better.
  const final = error.statusCode < 500 && !/Throttl|TooManyRequests|LimitExceeded/.test(error.code);
  if (!final && pending.attempt < MaximumRetryAttempts && next - pending.scheduledTime <= MaximumEventAgeInSeconds * 1000) {
    context.schedule(next, 'scheduler/attempt', { ...pending, attempt: pending.attempt + 1 } as unknown as Json);
    return;
  }
  const undelivered = { ...pending, code: error.code, message: error.message };
  context.table<unknown>('scheduler/undelivered').put(pending.executionId, undelivered);
  const queue = pending.target.DeadLetterConfig?.Arn;
  if (queue === undefined) return;
  const [, , , region = '', account = '', name] = queue.split(':');
  const text = (StringValue: string): object => ({ DataType: 'String', StringValue });
  try {
    context.call({
      service: 'sqs',
      operation: 'SendMessage',
      input: {
        QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
        MessageBody: payloadOf(pending),
        MessageAttributes: { ERROR_CODE: text(error.code), ERROR_MESSAGE: text(error.message), SCHEDULE_ARN: text(pending.arn) },
      },
      account,
      region,
      caller: { kind: 'service', arn: schedulerPrincipal, account: context.account, sourceArn: source },
    });
  } catch (refusal) {
    // The row of scheduler/undelivered is all that remains, as on AWS only the metric does.
    if (!(refusal instanceof AwsError)) throw refusal;
  }
}
