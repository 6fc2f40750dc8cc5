/** When an alarm changes its state, and whom it tells (CloudWatch user guide, "Using Amazon CloudWatch alarms"). */
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { alarms, metricKey, points, type AlarmRow, type AlarmState } from './rows.ts';

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const statistics: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  SampleCount: (values) => values.length,
};

/** The length of an alarm's window in milliseconds. */
export const windowOf = ({ Period = 60, EvaluationPeriods = 1 }: AlarmRow): number => Period * EvaluationPeriods * 1000;

/** Evaluates an alarm on its metric's points. Periods end now, not at full minutes (not AWS's). */
export function evaluate(alarm: AlarmRow, context: CallContext): void {
  const { Period = 60, EvaluationPeriods = 1, Threshold = 0, Statistic = 'Average', ComparisonOperator = '' } = alarm;
  const compare = comparisons[ComparisonOperator];
  const statistic = statistics[Statistic];
  if (!compare || !statistic || alarm.MetricName === undefined) return;
  const own = points(context.store).get(metricKey(alarm.Namespace, alarm.MetricName, alarm.Dimensions, context))?.points ?? [];
  let breaching = 0;
  let known = 0;
  for (let period = 0; period < EvaluationPeriods; period++) {
    const end = context.now - period * Period * 1000;
    const values = own.filter(({ at }) => at <= end && at > end - Period * 1000).map(({ value }) => value);
    if (values.length > 0) {
      known += 1;
      if (compare(statistic(values), Threshold)) breaching += 1;
    } else if (alarm.TreatMissingData === 'breaching') breaching += 1;
  }
  const needed = alarm.DatapointsToAlarm ?? EvaluationPeriods;
  if (breaching >= needed) {
    return setState(
      alarm,
      'ALARM',
      `Threshold Crossed: ${breaching} datapoints were ${ComparisonOperator} ${Threshold}.`,
      context,
    );
  }
  if (known > 0 || alarm.TreatMissingData === 'notBreaching') {
    return setState(
      alarm,
      'OK',
      `Threshold Crossed: no datapoints were received or none was ${ComparisonOperator} ${Threshold}.`,
      context,
    );
  }
  if (alarm.TreatMissingData !== 'ignore')
    setState(alarm, 'INSUFFICIENT_DATA', 'Insufficient Data: no datapoints were received.', context);
}

/** Changes the state and carries the state's actions out; the same state again does nothing. */
export function setState(alarm: AlarmRow, state: AlarmState, reason: string, context: CallContext): void {
  const changed = { ...alarm, StateValue: state, StateReason: reason, stateUpdated: context.now };
  if (alarm.StateValue === state) return;
  alarms(context.store).put(alarm.AlarmArn, changed);
  const { AlarmArn, AlarmName, StateValue: previous } = alarm;
  const at = new Date(context.now).toISOString();
  context.emit({
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    resources: [AlarmArn],
    detail: {
      alarmName: AlarmName,
      state: { value: state, reason, timestamp: at },
      previousState: { value: previous, reason: alarm.StateReason, timestamp: new Date(alarm.stateUpdated).toISOString() },
    },
  });
  if (alarm.ActionsEnabled === false) return;
  const actions =
    { ALARM: alarm.AlarmActions, OK: alarm.OKActions, INSUFFICIENT_DATA: alarm.InsufficientDataActions }[state] ?? [];
  for (const action of actions) {
    if (action.split(':')[2] === 'sns') notify(action, changed, previous, context);
  }
}

/** Publishes to a topic as CloudWatch; a topic whose policy refuses it receives nothing, as on AWS. */
function notify(TopicArn: string, alarm: AlarmRow, previous: AlarmState, context: CallContext): void {
  const [, , , region = '', account = ''] = TopicArn.split(':');
  const message: Json = {
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription ?? null,
    AWSAccountId: context.account,
    NewStateValue: alarm.StateValue,
    NewStateReason: alarm.StateReason,
    StateChangeTime: new Date(context.now).toISOString(),
    Region: context.region,
    AlarmArn: alarm.AlarmArn,
    OldStateValue: previous,
  };
  const Subject = `${alarm.StateValue}: "${alarm.AlarmName}" in ${context.region}`.slice(0, 100);
  const caller = {
    kind: 'service',
    arn: 'cloudwatch.amazonaws.com',
    account: context.account,
    sourceArn: alarm.AlarmArn,
  } as const;
  try {
    const input = { TopicArn, Subject, Message: JSON.stringify(message) };
    context.call({ service: 'sns', operation: 'Publish', input, account, region, caller });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
