/** Alarms and data points as the store keeps them. */
import type { CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';

export interface Dimension {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** `cloudwatch/alarms`, key: ARN. Members as PutMetricAlarm takes and DescribeAlarms gives them; times in virtual milliseconds. */
export interface AlarmRow {
  readonly AlarmName: string;
  readonly AlarmArn: string;
  readonly AlarmDescription?: string;
  readonly ActionsEnabled?: boolean;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly InsufficientDataActions?: readonly string[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Statistic?: 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount';
  readonly Period?: number;
  readonly EvaluationPeriods?: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold?: number;
  readonly ComparisonOperator?: string;
  readonly TreatMissingData?: string;
  readonly StateValue: AlarmState;
  readonly StateReason: string;
  readonly stateUpdated: number;
}

/** `cloudwatch/points`, key: the metric (`metricKey`). The newest points, oldest first. */
export interface PointsRow {
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

export const alarms = (store: Store): Table<AlarmRow> => store.table<AlarmRow>('cloudwatch/alarms');
export const points = (store: Store): Table<PointsRow> => store.table<PointsRow>('cloudwatch/points');

export const alarmArn = (name: string, { region, account }: Pick<CallContext, 'region' | 'account'>): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

/** One metric of one account and Region; the order of dimensions does not count. */
export function metricKey(
  namespace: string | undefined,
  name: string | undefined,
  dimensions: readonly Dimension[] | undefined,
  { region, account }: Pick<CallContext, 'region' | 'account'>,
): string {
  const own = (dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return JSON.stringify([account, region, namespace, name, ...own]);
}
