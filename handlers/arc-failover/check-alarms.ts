import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { client } from '../shared/clients.ts';
import { task } from '../shared/task.ts';
import { checkGate } from './contract.ts';

/**
 * The gate that every target has: ready when each of the alarms, in this Region, is OK. An alarm that has no data, or is not there, is not
 * ready: nothing says that the cell is.
 */
export const handler = task(checkGate, async ({ alarms = [] }) => {
  const { MetricAlarms = [], CompositeAlarms = [] } = await client(CloudWatchClient).send(
    new DescribeAlarmsCommand({ AlarmNames: alarms, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 }),
  );
  const states = new Map([...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue }) => [AlarmName!, StateValue!]));
  const red = alarms.filter((name) => states.get(name) !== 'OK').map((name) => `${name} ${states.get(name) ?? 'does not exist'}`);
  return red.length === 0 ? { ready: true, reason: `${alarms.length} alarms are OK` } : { ready: false, reason: red.join(', ') };
});
