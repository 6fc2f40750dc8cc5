import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { alarmState } from './alarms.ts';
import { blockedBy, drillLasts, startGameDay } from './calendar.ts';
import type { GameDay } from './calendar.ts';
import type { DrillInput } from './contract.ts';
import { frozenBecause } from './drill-entry.ts';
import { noteSkip, noteStart, readGameDay } from './game-day-entry.ts';

/**
 * A game day's time has come: starts the scenario whose turn it is, or notes and tells why not. The drill's name is made of the game day and
 * the time, so that a schedule that fires twice starts one drill. The drill asks for its approval and checks everything again itself.
 */
export const handler = task(startGameDay, async ({ gameDay, scheduledTime }) => {
  const entry = await readGameDay(gameDay);
  if (!entry) return { gameDay, skipped: 'the ledger has no such game day: its schedule is left over' };
  const { definition, turn, lastScheduled } = entry;
  const started = executionName(gameDay, scheduledTime);
  if (lastScheduled === scheduledTime) return { gameDay, started };
  const scenario = definition.scenarios[turn % definition.scenarios.length]!;
  const skipped = await reasonToSkip(definition, scenario);
  if (skipped !== undefined) {
    await noteSkip(gameDay, scheduledTime, skipped);
    await tell(`Game day ${gameDay} was skipped`, `${scenario.name}, planned for ${scheduledTime}: ${skipped}`);
    return { gameDay, skipped };
  }
  await start(started, scenario);
  await noteStart(gameDay, turn, scheduledTime, started);
  return { gameDay, started };
});

const executionName = (name: string, scheduledTime: string): string =>
  `game-day-${name}-${scheduledTime.replace(/[^0-9TZ]/g, '')}`;

/** What stands against beginning now; the drill looks again when it arms, and all the while. */
async function reasonToSkip(definition: GameDay, scenario: DrillInput): Promise<string | undefined> {
  if (definition.freeze !== undefined) return `the calendar is frozen: ${definition.freeze}`;
  const frozen = await frozenBecause();
  if (frozen !== undefined) return `drills are frozen: ${frozen}`;
  const blocked = blockedBy(definition, now(), now() + drillLasts(scenario));
  if (blocked !== undefined) return blocked;
  for (const alarm of definition.blockingAlarms) {
    const state = await alarmState(alarm);
    if (state !== 'OK') return `alarm ${alarm.alarm} in ${alarm.region} is ${state}`;
  }
  return undefined;
}

async function start(name: string, scenario: DrillInput): Promise<void> {
  try {
    await client(SFNClient).send(
      new StartExecutionCommand({ stateMachineArn: environment('DR_DRILL_ARN'), name, input: JSON.stringify(scenario) }),
    );
  } catch (error) {
    if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
  }
}

async function tell(Subject: string, Message: string): Promise<void> {
  await client(SNSClient).send(
    new PublishCommand({ TopicArn: environment('NOTIFICATION_TOPIC'), Subject: Subject.slice(0, 100), Message }),
  );
}
