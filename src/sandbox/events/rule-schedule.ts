/** Rules that fire by time: `rate(...)` and `cron(...)`, in UTC, on virtual time. */
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { parseSchedule } from '../scheduler/schedule-expression.ts';
import { deliverToTargets } from './delivery.ts';
import { rules, type RuleRow } from './rows.ts';

/** The rule with a timer for its next time, where it has a schedule and is enabled; an earlier timer is cancelled. */
export function withNextTick(rule: RuleRow, context: CallContext): RuleRow {
  if (rule.timer !== undefined) context.cancelTimer(rule.timer);
  const { timer: _earlier, ...rest } = rule;
  const schedule = rule.ScheduleExpression === undefined ? undefined : parseSchedule(rule.ScheduleExpression);
  const at = rule.State === 'ENABLED' ? schedule?.next(context.now, context.now) : undefined;
  return at === undefined ? rest : { ...rest, timer: context.schedule(at, 'events/tick', rule.Arn) };
}

/** Timer `events/tick`: hands the scheduled event to the rule's targets. */
export function tick(arn: Json, context: CallContext): void {
  const rule = rules(context.store).get(arn as string);
  if (rule?.State !== 'ENABLED') return;
  const { timer: _fired, ...rest } = rule;
  rules(context.store).put(rule.Arn, withNextTick(rest, context));
  deliverToTargets(
    rule,
    {
      version: '0',
      id: context.uuid(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: context.account,
      time: new Date(context.now).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: context.region,
      resources: [rule.Arn],
      detail: {},
    },
    context,
  );
}
