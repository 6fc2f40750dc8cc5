import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { client, memberClient } from '../shared/clients.ts';
import { assume } from './member-account.ts';

export interface AlarmReference {
  readonly alarm: string;
  readonly region: string;
  /** Absent for the account of this function. */
  readonly account?: string | undefined;
}

/** State of an alarm; MISSING where there is none, UNREACHABLE with AWS's words where it cannot be read. */
export async function alarmState({ alarm, region, account }: AlarmReference): Promise<string> {
  try {
    const cloudwatch =
      account === undefined
        ? client(CloudWatchClient, { region })
        : memberClient(CloudWatchClient, { region, credentials: await assume(account, 'drill-probe') });
    const { MetricAlarms, CompositeAlarms } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [alarm], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    return MetricAlarms?.[0]?.StateValue ?? CompositeAlarms?.[0]?.StateValue ?? 'MISSING';
  } catch (error) {
    return `UNREACHABLE: ${(error as Error).name}: ${(error as Error).message}`.slice(0, 300);
  }
}
