/** Amazon CloudWatch: alarms as they were defined. No metric is gathered here, so an alarm's state changes only when it is set. */
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { defineService, operation, type CallContext, type Permission } from '../core/service.ts';

type Alarm = { readonly AlarmName: string } & { readonly [member: string]: Json };

const arnOf = (name: string, { region, account }: CallContext): string => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
const onAlarm =
  (action: string) =>
  ({ AlarmName }: { readonly AlarmName: string }, context: CallContext): readonly Permission[] => [
    { action: `cloudwatch:${action}`, resources: [arnOf(AlarmName, context)] },
  ];

export const cloudwatch = defineService({
  name: 'monitoring',
  iamPrefix: 'cloudwatch',
  operations: {
    PutMetricAlarm: operation<Alarm, object>({
      permissions: onAlarm('PutMetricAlarm'),
      handle(alarm, context) {
        const arn = arnOf(alarm.AlarmName, context);
        context.table<Json>('cloudwatch/alarms').put(arn, { StateValue: 'INSUFFICIENT_DATA', ...alarm, AlarmArn: arn });
        return {};
      },
    }),
    DescribeAlarms: operation<{ readonly AlarmNames?: readonly string[] }, object>({
      handle({ AlarmNames }, context) {
        const alarms = [...context.table<Alarm>('cloudwatch/alarms').entries()].filter(([arn]) =>
          arn.startsWith(arnOf('', context)),
        );
        return {
          MetricAlarms: alarms.map(([, alarm]) => alarm).filter(({ AlarmName }) => AlarmNames?.includes(AlarmName) ?? true),
          CompositeAlarms: [],
        };
      },
    }),
    SetAlarmState: operation<{ readonly AlarmName: string; readonly StateValue: string; readonly StateReason: string }, object>({
      permissions: onAlarm('SetAlarmState'),
      handle({ AlarmName, StateValue, StateReason }, context) {
        const alarms = context.table<Json>('cloudwatch/alarms');
        const alarm = alarms.get(arnOf(AlarmName, context));
        if (alarm === undefined) throw new AwsError('ResourceNotFound', `Alarm ${AlarmName} does not exist`, { statusCode: 404 });
        alarms.put(arnOf(AlarmName, context), { ...(alarm as object), StateValue, StateReason } as Json);
        return {};
      },
    }),
  },
});
