import type { CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';

/** A rule of the default event bus. */
export interface RuleRow {
  readonly Name: string;
  readonly Arn: string;
  readonly EventBusName: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State: 'ENABLED' | 'DISABLED';
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly targets: Readonly<Record<string, Target>>;
  /** The timer of a scheduled rule's next time. */
  readonly timer?: string;
}

/** A target, as PutTargets takes it. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: { readonly InputPathsMap?: Readonly<Record<string, string>>; readonly InputTemplate: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
}

/** Rules by ARN. */
export const rules = (store: Store): Table<RuleRow> => store.table<RuleRow>('events/rules');

export const ruleArn = (name: string, { region, account }: Pick<CallContext, 'region' | 'account'>): string =>
  `arn:aws:events:${region}:${account}:rule/${name}`;
