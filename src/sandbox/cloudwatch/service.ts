/** Amazon CloudWatch: metrics that are put, and alarms on them. */
import { AwsError } from '../core/errors.ts';
import { defineService, operation, type CallContext, type Permission } from '../core/service.ts';
import { setState } from './alarm-state.ts';
import { evaluateLater, putData, type Datum } from './metrics.ts';
import { alarmArn, alarms, type AlarmRow, type AlarmState } from './rows.ts';

type AlarmInput = Omit<AlarmRow, 'AlarmArn' | 'StateValue' | 'StateReason' | 'stateUpdated'>;

const onAlarm =
  (action: string) =>
  ({ AlarmName }: { readonly AlarmName: string }, context: CallContext): readonly Permission[] => [
    { action: `cloudwatch:${action}`, resources: [alarmArn(AlarmName, context)] },
  ];

function shown({ stateUpdated, ...alarm }: AlarmRow): object {
  return { ...alarm, StateUpdatedTimestamp: new Date(stateUpdated) };
}

export const cloudwatch = defineService({
  name: 'monitoring',
  iamPrefix: 'cloudwatch',
  operations: {
    PutMetricAlarm: operation<AlarmInput, object>({
      permissions: onAlarm('PutMetricAlarm'),
      handle(input, context) {
        const AlarmArn = alarmArn(input.AlarmName, context);
        const present = alarms(context.store).get(AlarmArn);
        alarms(context.store).put(AlarmArn, {
          ...input,
          AlarmArn,
          StateValue: present?.StateValue ?? 'INSUFFICIENT_DATA',
          StateReason: present?.StateReason ?? 'Unchecked: Initial alarm creation',
          stateUpdated: present?.stateUpdated ?? context.now,
        });
        return {};
      },
    }),
    DescribeAlarms: operation<{ readonly AlarmNames?: readonly string[]; readonly StateValue?: AlarmState }, object>({
      handle: ({ AlarmNames, StateValue }, context) => ({
        MetricAlarms: [...alarms(context.store).values()]
          .filter(({ AlarmArn }) => AlarmArn.startsWith(alarmArn('', context)))
          .filter(({ AlarmName }) => AlarmNames?.includes(AlarmName) ?? true)
          .filter((alarm) => StateValue === undefined || alarm.StateValue === StateValue)
          .map(shown),
        CompositeAlarms: [],
      }),
    }),
    DeleteAlarms: operation<{ readonly AlarmNames: readonly string[] }, object>({
      permissions: ({ AlarmNames }, context) => [
        { action: 'cloudwatch:DeleteAlarms', resources: AlarmNames.map((name) => alarmArn(name, context)) },
      ],
      handle({ AlarmNames }, context) {
        for (const name of AlarmNames) alarms(context.store).delete(alarmArn(name, context));
        return {};
      },
    }),
    SetAlarmState: operation<
      { readonly AlarmName: string; readonly StateValue: AlarmState; readonly StateReason: string },
      object
    >({
      permissions: onAlarm('SetAlarmState'),
      handle({ AlarmName, StateValue, StateReason }, context) {
        const alarm = alarms(context.store).get(alarmArn(AlarmName, context));
        if (!alarm) throw new AwsError('ResourceNotFound', `Alarm ${AlarmName} does not exist`, { statusCode: 404 });
        setState(alarm, StateValue, StateReason, context);
        return {};
      },
    }),
    PutMetricData: operation<{ readonly Namespace: string; readonly MetricData?: readonly Datum[] }, object>({
      permissions: ({ Namespace }) => [
        { action: 'cloudwatch:PutMetricData', resources: ['*'], conditions: { 'cloudwatch:namespace': Namespace } },
      ],
      handle({ Namespace, MetricData = [] }, context) {
        putData(Namespace, MetricData, context);
        return {};
      },
    }),
  },
  timers: { evaluate: evaluateLater },
  backgroundTimers: ['evaluate'],
});
