/**
 * Safety rules: what a change of routing controls must leave true, and how long after one change the next is refused
 * (https://docs.aws.amazon.com/r53recovery/latest/dg/routing-control.safety-rules.html).
 */
import { AwsError } from '../core/errors.ts';
import type { CallContext } from '../core/service.ts';
import type { Table } from '../core/store.ts';
import {
  controlPanelTable,
  routingControlTable,
  safetyRuleTable,
  stateOf,
  type ControlState,
  type SafetyRuleRow,
} from './rows.ts';

/** Key: ARN of a rule; when it was last evaluated for a change that was made. */
const evaluations = (context: CallContext): Table<number> => context.table('route53-recovery/rule-evaluations');

/** Throws when a rule that is not overridden refuses the change; otherwise its wait period begins. */
export function enforceSafetyRules(
  wanted: ReadonlyMap<string, ControlState>,
  overridden: ReadonlySet<string>,
  context: CallContext,
): void {
  for (const rule of rulesOf([...wanted.keys()], context)) {
    if (overridden.has(rule.arn)) continue;
    const last = evaluations(context).get(rule.arn);
    if (last !== undefined && context.now < last + rule.waitPeriodMs) {
      throw refused(rule, `The routing controls of safety rule ${rule.arn} were changed less than ${rule.waitPeriodMs} ms ago`);
    }
    if (!holds(rule, wanted, context)) throw refused(rule, `The change does not satisfy safety rule ${rule.arn}`);
    evaluations(context).put(rule.arn, context.now);
  }
}

/** The rules that protect any of these routing controls, in the order of their panels. */
function rulesOf(controlArns: readonly string[], context: CallContext): SafetyRuleRow[] {
  const panels = new Set(controlArns.map((arn) => routingControlTable(context).get(arn)!.controlPanelArn));
  return [...panels]
    .flatMap((panel) => controlPanelTable(context).get(panel)!.safetyRules)
    .map((arn) => safetyRuleTable(context).get(arn)!)
    .filter(({ asserted, target }) => (asserted ?? target ?? []).some((control) => controlArns.includes(control)));
}

/** Whether the rule's condition is met once the change is made: batches are one transaction. */
function holds(rule: SafetyRuleRow, wanted: ReadonlyMap<string, ControlState>, context: CallContext): boolean {
  const states = (rule.asserted ?? rule.gating ?? []).map(
    (arn) => wanted.get(arn) ?? stateOf(routingControlTable(context).get(arn)!),
  );
  const on = states.filter((state) => state === 'On').length;
  const met = { ATLEAST: on >= rule.threshold, AND: on === states.length, OR: on > 0 }[rule.type];
  return met !== rule.inverted;
}

function refused(rule: SafetyRuleRow, message: string): AwsError {
  return new AwsError('ConflictException', message, {
    statusCode: 409,
    fields: { resourceId: rule.arn, resourceType: 'SafetyRule' },
  });
}
