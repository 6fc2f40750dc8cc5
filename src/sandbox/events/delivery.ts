/** From an event to its targets: matching at once, delivery by a durable timer, retries, dead-letter queue. */
import type { Json } from '../core/json.ts';
import { AwsError } from '../core/errors.ts';
import type { CallContext, EventEnvelope } from '../core/service.ts';
import { parsePattern } from './pattern.ts';
import { rules, type RuleRow, type Target } from './rows.ts';
import { targetInput } from './target-input.ts';
import { callTarget, type TargetCall } from './targets.ts';

/** A delivery that waits for its (next) attempt; its timer's arguments. */
interface Delivery {
  readonly ruleArn: string;
  readonly targetId: string;
  readonly event: EventEnvelope;
  readonly attempt: number;
  readonly received: number;
}

/** EventBridge's defaults: 185 attempts within 24 hours, with backoff. Ours: at most 10 minutes between two. */
const maximumAttempts = 185;
const maximumAge = 86_400_000;
const backoff = (attempt: number): number => Math.min(1000 * 2 ** attempt, 600_000);

/** Hands an event to every enabled rule of its account and Region that matches it. */
export function receiveEvent(event: EventEnvelope, context: CallContext): void {
  for (const rule of rules(context.store).values()) {
    if (rule.State !== 'ENABLED' || rule.EventPattern === undefined) continue;
    const [, , , region, account] = rule.Arn.split(':');
    if (region !== event.region || account !== event.account) continue;
    if (!parsePattern(rule.EventPattern).matches(event as unknown as Json)) continue;
    for (const target of Object.values(rule.targets)) {
      const delivery: Delivery = { ruleArn: rule.Arn, targetId: target.Id, event, attempt: 0, received: context.now };
      context.schedule(context.now, 'events/deliver', delivery as unknown as Json);
    }
  }
}

/** The timer `events/deliver`: one attempt. */
export function deliver(args: Json, context: CallContext): void {
  const delivery = args as unknown as Delivery;
  const rule = rules(context.store).get(delivery.ruleArn);
  const target = rule?.targets[delivery.targetId];
  if (rule === undefined || target === undefined) return;
  const call: TargetCall = {
    arn: target.Arn,
    roleArn: target.RoleArn,
    payload: JSON.stringify(targetInput(target, rule, delivery.event)),
    service: 'events.amazonaws.com',
    sourceArn: rule.Arn,
    executionName: delivery.event.id,
    messageGroupId: target.SqsParameters?.MessageGroupId,
  };
  // Kept until the answer is there: a crash in between delivers again, as EventBridge may.
  const timer = context.schedule(context.now + maximumAge, 'events/deliver', args);
  const settle = (error?: unknown): void => {
    if (error !== undefined && !(error instanceof AwsError)) throw error;
    context.transact((later) => {
      later.cancelTimer(timer);
      if (error !== undefined) retryOrGiveUp(rule, target, delivery, error, later);
    });
  };
  try {
    if (callTarget(call, context, settle)) context.cancelTimer(timer);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context.cancelTimer(timer);
    retryOrGiveUp(rule, target, delivery, error, context);
  }
}

function retryOrGiveUp(rule: RuleRow, target: Target, delivery: Delivery, failure: AwsError, context: CallContext): void {
  const attempts = target.RetryPolicy?.MaximumRetryAttempts ?? maximumAttempts;
  const age = (target.RetryPolicy?.MaximumEventAgeInSeconds ?? maximumAge / 1000) * 1000;
  const next = context.now + backoff(delivery.attempt);
  // A refusal or a missing target will not get better: EventBridge does not retry those.
  const final = failure.statusCode < 500 && !/Throttl|TooManyRequests/.test(failure.code);
  if (!final && delivery.attempt < attempts && next - delivery.received <= age) {
    context.schedule(next, 'events/deliver', { ...delivery, attempt: delivery.attempt + 1 } as unknown as Json);
    return;
  }
  const queue = target.DeadLetterConfig?.Arn;
  context
    .table<Json>('events/undelivered')
    .put(context.uuid(), { ...delivery, queue: queue ?? null, code: failure.code, message: failure.message } as unknown as Json);
  if (queue === undefined) return;
  const [, , , region = '', account = ''] = queue.split(':');
  context.call({
    service: 'sqs',
    operation: 'SendMessage',
    input: { QueueUrl: queueUrl(queue), MessageBody: JSON.stringify(delivery.event) },
    account,
    region,
    caller: { kind: 'service', arn: 'events.amazonaws.com', account, sourceArn: rule.Arn },
  });
}

function queueUrl(arn: string): string {
  const [, , , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
