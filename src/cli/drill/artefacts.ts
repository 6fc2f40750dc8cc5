/** What there is of drills in an organization now: policies, what they are attached to, schedules, entries of the ledger. */
import {
  OrganizationsClient,
  paginateListPolicies,
  paginateListTagsForResource,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations';
import { paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { drillName } from '../../../handlers/dr-drill/contract.ts';
import type { Connection } from '../connection.ts';
import { readDrillLedger, type DrillLedger, type LedgerDrill } from './ledger-drills.ts';

export interface Artefact {
  readonly kind: 'policy' | 'attachment' | 'schedule' | 'ledger' | 'lock' | 'interlock';
  /** What it is and where, in words. */
  readonly what: string;
}

/** Everything that there is of one drill. */
export interface DrillArtefacts {
  readonly drillId: string;
  readonly entry?: LedgerDrill;
  /** Of the drill's execution, in Step Functions' words; `GONE` where Step Functions knows it no more. */
  readonly execution?: string;
  readonly artefacts: readonly Artefact[];
  /** The drill is under way: its artefacts are as they should be. */
  readonly underWay: boolean;
}

export interface Residue {
  readonly drills: readonly DrillArtefacts[];
  readonly ledger: DrillLedger;
}

const prefix = drillName('');
/** After its last second a drill has this long to end itself. */
const grace = 15 * 60_000;

/** Reads everything; `place` is an ARN in the drills' account and Region, `regions` are where schedules are looked for. */
export async function readResidue(connection: Connection, place: string, regions: readonly string[]): Promise<Residue> {
  const ledger = await readDrillLedger(connection, place);
  const found = new Map<string, Artefact[]>();
  const add = (drillId: string, kind: Artefact['kind'], what: string): void =>
    void found.set(drillId, [...(found.get(drillId) ?? []), { kind, what }]);
  await readPolicies(connection, place, add);
  for (const region of new Set([place.split(':')[3]!, ...regions])) await readSchedules(connection, place, region, add);
  for (const { drillId, state } of ledger.drills) if (state !== 'ENDED') add(drillId, 'ledger', `the ledger says ${state}`);
  if (ledger.lock) add(ledger.lock.drillId, 'lock', `has the organization's place for a drill until ${ledger.lock.until}`);
  for (const executionArn of ledger.interlocks) {
    const drill = ledger.drills.find((one) => one.executionArn === executionArn);
    add(drill?.drillId ?? 'unknown', 'interlock', `keeps other workflows out: ${executionArn}`);
  }
  const drills: DrillArtefacts[] = [];
  for (const [drillId, artefacts] of found) {
    const entry = ledger.drills.find((one) => one.drillId === drillId);
    const execution = entry && (await statusOf(connection, entry.executionArn));
    const underWay = execution === 'RUNNING' && entry!.state !== 'ENDED' && connection.now() < Date.parse(entry!.t1) + grace;
    drills.push({ drillId, ...(entry ? { entry, execution: execution! } : {}), artefacts, underWay });
  }
  return { drills, ledger };
}

/** Status of an execution; `GONE` where it was deleted, or is older than Step Functions keeps executions. */
export async function statusOf(connection: Connection, executionArn: string): Promise<string> {
  try {
    return (await connection.stepFunctionsOf(executionArn).send(new DescribeExecutionCommand({ executionArn }))).status!;
  } catch (error) {
    if ((error as Error).name === 'ExecutionDoesNotExist') return 'GONE';
    throw error;
  }
}

type Add = (drillId: string, kind: Artefact['kind'], what: string) => void;

async function readPolicies(connection: Connection, place: string, add: Add): Promise<void> {
  // Organizations has one endpoint, in us-east-1, whatever Region the drills' machine is in.
  const [arn, partition, service, , ...rest] = place.split(':');
  const client = connection.clientOf(OrganizationsClient, [arn, partition, service, 'us-east-1', ...rest].join(':'));
  try {
    const Filter = 'SERVICE_CONTROL_POLICY';
    for await (const { Policies = [] } of paginateListPolicies({ client }, { Filter })) {
      for (const { Id, Name = '' } of Policies) {
        if (!Name.startsWith(prefix)) continue;
        const tags = new Map<string, string>();
        for await (const { Tags = [] } of paginateListTagsForResource({ client }, { ResourceId: Id }))
          for (const { Key, Value } of Tags) tags.set(Key!, Value!);
        const drillId = tags.get('groundcrew:drill') ?? Name.slice(prefix.length);
        const end = tags.get('groundcrew:drill-end');
        const effect =
          tags.get('ManagedBy') !== 'groundcrew-drill' || end === undefined
            ? "without a drill's tags: look at it before deleting it"
            : connection.now() < Date.parse(end)
              ? `denies until ${end}`
              : `denies nothing since ${end}`;
        add(drillId, 'policy', `${Id!} ${effect}`);
        for await (const { Targets = [] } of paginateListTargetsForPolicy({ client }, { PolicyId: Id }))
          for (const target of Targets)
            add(drillId, 'attachment', `${Id!} on ${target.TargetId!} (${target.Name ?? target.Type!})`);
      }
    }
  } finally {
    client.destroy();
  }
}

async function readSchedules(connection: Connection, place: string, region: string, add: Add): Promise<void> {
  const [arn, partition, service, , ...rest] = place.split(':');
  const client = connection.clientOf(SchedulerClient, [arn, partition, service, region, ...rest].join(':'));
  try {
    for await (const { Schedules = [] } of paginateListSchedules({ client }, { NamePrefix: prefix }))
      for (const { Name, State } of Schedules) add(Name!.slice(prefix.length), 'schedule', `${Name!} in ${region}, ${State!}`);
  } finally {
    client.destroy();
  }
}
