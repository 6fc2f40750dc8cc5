import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import { parseSchedule } from '../scheduler/schedule-expression.ts';
import { parsePattern, PatternError } from './pattern.ts';
import { withNextTick } from './rule-schedule.ts';
import { ruleArn, rules, type RuleRow, type Target } from './rows.ts';

interface PutRuleInput {
  readonly Name: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State?: 'ENABLED' | 'DISABLED';
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly EventBusName?: string;
}
interface OfRule {
  readonly Rule: string;
}

const onRule =
  (action: string) =>
  (input: { readonly Name?: string; readonly Rule?: string }, context: CallContext): readonly Permission[] => [
    { action: `events:${action}`, resources: [ruleArn(input.Name ?? input.Rule ?? '', context)] },
  ];

/** A target's role is handed to EventBridge. */
function putTargetsPermissions(
  input: OfRule & { readonly Targets: readonly Target[] },
  context: CallContext,
): readonly Permission[] {
  const roles = input.Targets.flatMap(({ RoleArn }) => (RoleArn === undefined ? [] : [RoleArn]));
  return [
    ...onRule('PutTargets')(input, context),
    ...(roles.length === 0
      ? []
      : [{ action: 'iam:PassRole', resources: roles, conditions: { 'iam:PassedToService': 'events.amazonaws.com' } }]),
  ];
}

function find(name: string, context: CallContext): RuleRow {
  const row = rules(context.store).get(ruleArn(name, context));
  if (row === undefined) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  return row;
}

const put = (row: RuleRow, context: CallContext): void => rules(context.store).put(row.Arn, row);

/** Rules of the default bus and their targets. */
export const ruleOperations: OperationTable = {
  PutRule: operation<PutRuleInput, { RuleArn: string }>({
    permissions: onRule('PutRule'),
    handle(input, context) {
      if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
        throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
      }
      if (input.EventPattern !== undefined) checkPattern(input.EventPattern);
      const { ScheduleExpression } = input;
      if (ScheduleExpression !== undefined && (!parseSchedule(ScheduleExpression) || /^at/.test(ScheduleExpression))) {
        throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
      }
      const arn = ruleArn(input.Name, context);
      const present = rules(context.store).get(arn);
      const row: RuleRow = {
        ...input,
        Arn: arn,
        EventBusName: input.EventBusName ?? 'default',
        State: input.State ?? 'ENABLED',
        targets: present?.targets ?? {},
        ...(present?.timer === undefined ? {} : { timer: present.timer }),
      };
      put(withNextTick(row, context), context);
      return { RuleArn: arn };
    },
  }),
  PutTargets: operation<OfRule & { readonly Targets: readonly Target[] }, object>({
    permissions: putTargetsPermissions,
    handle(input, context) {
      const row = find(input.Rule, context);
      const targets = { ...row.targets, ...Object.fromEntries(input.Targets.map((target) => [target.Id, target])) };
      if (Object.keys(targets).length > 5)
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      put({ ...row, targets }, context);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  }),
  RemoveTargets: operation<OfRule & { readonly Ids: readonly string[] }, object>({
    permissions: onRule('RemoveTargets'),
    handle(input, context) {
      const row = find(input.Rule, context);
      put(
        { ...row, targets: Object.fromEntries(Object.entries(row.targets).filter(([id]) => !input.Ids.includes(id))) },
        context,
      );
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  }),
  DeleteRule: operation<{ readonly Name: string }, object>({
    permissions: onRule('DeleteRule'),
    handle(input, context) {
      const row = rules(context.store).get(ruleArn(input.Name, context));
      if (row === undefined) return {};
      if (Object.keys(row.targets).length > 0)
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
      if (row.timer !== undefined) context.cancelTimer(row.timer);
      rules(context.store).delete(row.Arn);
      return {};
    },
  }),
  DescribeRule: operation<{ readonly Name: string }, object>({
    permissions: onRule('DescribeRule'),
    handle(input, context) {
      return shown(find(input.Name, context));
    },
  }),
  ListRules: operation<{ readonly NamePrefix?: string }, object>({
    handle: ({ NamePrefix = '' }, context) => ({
      Rules: [...rules(context.store).values()].filter(({ Arn }) => Arn.startsWith(ruleArn(NamePrefix, context))).map(shown),
    }),
  }),
  ListTargetsByRule: operation<OfRule, object>({
    permissions: onRule('ListTargetsByRule'),
    handle: (input, context) => ({ Targets: Object.values(find(input.Rule, context).targets) }),
  }),
  EnableRule: operation<{ readonly Name: string }, object>({
    permissions: onRule('EnableRule'),
    handle(input, context) {
      put(withNextTick({ ...find(input.Name, context), State: 'ENABLED' }, context), context);
      return {};
    },
  }),
  DisableRule: operation<{ readonly Name: string }, object>({
    permissions: onRule('DisableRule'),
    handle(input, context) {
      put(withNextTick({ ...find(input.Name, context), State: 'DISABLED' }, context), context);
      return {};
    },
  }),
};

function checkPattern(text: string): void {
  try {
    parsePattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}

/** What the API shows of a rule. */
function shown({ targets: _targets, timer: _timer, ...rule }: RuleRow): object {
  return rule;
}
