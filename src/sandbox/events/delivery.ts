/** From an event to its targets: matching at once, delivery by a durable timer, retries, dead-letter queue. */
import type { Json } from '../core/json.ts';
import { AwsError } from '../core/errors.ts';
import type { CallContext, EventEnvelope } from '../core/service.ts';
import { perStore } from '../core/indexes.ts';
import { parsePattern, type Pattern } from './pattern.ts';
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
  /** Tells this delivery from others of the same event; the same in each attempt. */
  readonly id: string;
}

/** EventBridge's defaults: 185 attempts within 24 hours, with backoff. Ours: at most 10 minutes between two. */
const maximumAttempts = 185;
const maximumAge = 86_400_000;
/** An attempt without an answer by then was cut off by a crash: it is made again. */
const attemptLasts = 60_000;
const backoff = (attempt: number): number => Math.min(1000 * 2 ** attempt, 600_000);

/** Hands an event to every enabled rule of its account and Region that matches it. */
export function receiveEvent(event: EventEnvelope, context: CallContext): void {
  for (const rule of rules(context.store).values()) {
    if (rule.State !== 'ENABLED' || rule.EventPattern === undefined) continue;
    const [, , , region, account] = rule.Arn.split(':');
    if (region !== event.region || account !== event.account) continue;
    if (!patternOf(rule.EventPattern, context).matches(event as unknown as Json)) continue;
    deliverToTargets(rule, event, context);
  }
}

const patterns = perStore(() => new Map<string, Pattern>());

/** Patterns are compiled once. */
function patternOf(text: string, context: CallContext): Pattern {
  const compiled = patterns(context.store);
  let pattern = compiled.get(text);
  if (!pattern) compiled.set(text, (pattern = parsePattern(text)));
  return pattern;
}

/** Queues the event for every target of the rule. */
export function deliverToTargets(rule: RuleRow, event: EventEnvelope, context: CallContext): void {
  for (const { Id: targetId } of Object.values(rule.targets)) {
    const id = context.uuid();
    const delivery: Delivery = { ruleArn: rule.Arn, targetId, event, attempt: 0, received: context.now, id };
    context.schedule(context.now, 'events/deliver', delivery as unknown as Json);
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
    // EventBridge's form. A duplicated event is another delivery, and starts another execution.
    executionName: `${delivery.event.id}_${delivery.id}`,
    messageGroupId: target.SqsParameters?.MessageGroupId,
  };
  // Kept until the answer is there: a crash in between delivers again, as EventBridge may.
  const timer = context.schedule(context.now + attemptLasts, 'events/deliver', args);
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
  const text = (StringValue: string): object => ({ DataType: 'String', StringValue });
  const MessageAttributes = {
    RULE_ARN: text(rule.Arn),
    TARGET_ARN: text(target.Arn),
    ERROR_CODE: text(failure.code),
    ERROR_MESSAGE: text(failure.message),
    ...(final ? {} : { EXHAUSTED_RETRY_CONDITION: text('MaximumRetryAttempts') }),
  };
  try {
    context.call({
      service: 'sqs',
      operation: 'SendMessage',
      input: { QueueUrl: queueUrl(queue), MessageBody: JSON.stringify(delivery.event), MessageAttributes },
      account,
      region,
      caller: { kind: 'service', arn: 'events.amazonaws.com', account, sourceArn: rule.Arn },
    });
  } catch (error) {
    // The row of events/undelivered is all that remains, as on AWS only the metric does.
    if (!(error instanceof AwsError)) throw error;
  }
}

function queueUrl(arn: string): string {
  const [, , , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
