import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { client } from '../shared/clients.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { checkProvenDrills } from './calendar.ts';
import { drills } from './drill-entry.ts';
import type { DrillEntry } from './drill-entry.ts';
import { gameDays } from './game-day-entry.ts';
import type { GameDayEntry } from './game-day-entry.ts';

const day = 86_400_000;

/** Once a day: counts the game days whose last drill that passed is older than they allow, for the alarm, and names them. */
export const handler = task(checkProvenDrills, async () => {
  const ended = await drills(true);
  const overdue = (await gameDays()).flatMap((entry) => {
    const message = overdueMessage(entry, ended);
    return message === undefined ? [] : [{ gameDay: entry.definition.name, message }];
  });
  await client(CloudWatchClient).send(
    new PutMetricDataCommand({
      Namespace: 'Groundcrew',
      MetricData: [{ MetricName: 'OverdueGameDays', Unit: 'Count', Value: overdue.length }],
    }),
  );
  if (overdue.length > 0) {
    const Message = overdue.map(({ gameDay, message }) => `${gameDay}: ${message}`).join('\n');
    await client(SNSClient).send(
      new PublishCommand({ TopicArn: environment('NOTIFICATION_TOPIC'), Subject: 'Game days are overdue', Message }),
    );
  }
  return { overdue };
});

/** A game day is proven by a drill of any of its scenarios that passed; one that never was counts from its first day in the calendar. */
function overdueMessage({ definition, since }: GameDayEntry, ended: readonly DrillEntry[]): string | undefined {
  const { maximumDaysSinceProven: most, scenarios } = definition;
  if (most === undefined) return undefined;
  const names = new Set(scenarios.map(({ name }) => name));
  const proven = ended
    .filter(({ plan, report }) => names.has(plan.input.name) && !plan.input.selfTest && report?.verdict === 'PASSED')
    .map(({ t0 }) => t0)
    .sort()
    .at(-1);
  const days = Math.floor((now() - Date.parse(proven ?? since)) / day);
  if (days <= most) return undefined;
  return `${proven === undefined ? 'never proven' : `last proven ${proven}`}, ${days} days ago; at most ${most} are allowed`;
}
