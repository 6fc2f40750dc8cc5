/** What the simulated organization holds of drills, read past every API. */
import { fromAttributes } from '../../../handlers/ledger/attribute-value.ts';
import type { DrillEntry } from '../../../handlers/dr-drill/drill-entry.ts';
import type { Store } from '../../../src/sandbox/core/store.ts';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemsOf, tables } from '../../../src/sandbox/dynamodb/rows.ts';
import {
  accountTable,
  organizationalUnitTable,
  policyAttachmentTable,
  policyTable,
  resourceTagsTable,
  type PolicyRow,
} from '../../../src/sandbox/organizations/rows.ts';
import { alarms } from '../../../src/sandbox/cloudwatch/rows.ts';
import { schedules, type ScheduleRow } from '../../../src/sandbox/scheduler/rows.ts';

export const drillPrefix = 'groundcrew-drill-';
/** Policies of the test unit that AWS allows, FullAWSAccess included. */
export const slots = 10;

export interface Facts {
  readonly unitId: string;
  /** Ids of the accounts below the unit now, in order. */
  accounts(): string[];
  policies(): PolicyRow[];
  policy(id: string): PolicyRow | undefined;
  tags(resourceId: string): Readonly<Record<string, string>>;
  /** Ids of what a policy is attached to. */
  attachedTo(policyId: string): string[];
  /** Ids of the policies on a target. */
  policiesOn(targetId: string): string[];
  schedules(): ScheduleRow[];
  entries(): DrillEntry[];
  entry(drillId: string): DrillEntry | undefined;
  alarm(name: string): string | undefined;
  /** Every approval that was asked for. */
  approvals(): { executionArn: string; state: string; expiresAt: string; taskToken?: string }[];
  /** Everything of drills that is there. */
  residue(): string[];
}

export function factsOf(store: Store, unit: string): Facts {
  const ledger = [...tables(store).values()].find(({ name }) => name.endsWith('LedgerTable'))!;
  const unitId = [...organizationalUnitTable(store).values()].find(({ name }) => name === unit)!.id;
  const items = (pk: string): Record<string, unknown>[] =>
    ([...itemsOf(store, ledger).values()] as Record<string, AttributeValue>[])
      .filter((item) => item['pk']?.S === pk)
      .map((item) => fromAttributes(item));
  const below = (parent: string): string[] => [
    ...[...accountTable(store).values()].filter(({ parentId }) => parentId === parent).map(({ id }) => id),
    ...[...organizationalUnitTable(store).values()].filter(({ parentId }) => parentId === parent).flatMap(({ id }) => below(id)),
  ];
  const entries = (): DrillEntry[] =>
    items('DRILL').filter(({ sk }) => String(sk).startsWith('ENTRY#')) as unknown as DrillEntry[];
  const ours = (): PolicyRow[] => [...policyTable(store).values()].filter(({ name }) => name.startsWith(drillPrefix));
  const attachedTo = (id: string): string[] =>
    [...policyAttachmentTable(store).values()].filter(({ policyId }) => policyId === id).map(({ targetId }) => targetId);
  const ofDrills = (): ScheduleRow[] => [...schedules(store).values()].filter(({ name }) => name.startsWith(drillPrefix));
  return {
    unitId,
    accounts: () => below(unitId).sort(),
    policies: ours,
    policy: (id) => policyTable(store).get(id),
    tags: (id) =>
      Object.fromEntries((resourceTagsTable(store).get(id)?.tags ?? []).map(({ key, value }) => [key, value] as const)),
    attachedTo,
    policiesOn: (target) =>
      [...policyAttachmentTable(store).values()].filter(({ targetId }) => targetId === target).map(({ policyId }) => policyId),
    schedules: ofDrills,
    entries,
    entry: (drillId) => entries().find((one) => one.drillId === drillId),
    approvals: () => items('APPROVAL') as unknown as ReturnType<Facts['approvals']>,
    alarm: (name) => [...alarms(store).values()].find(({ AlarmName }) => AlarmName === name)?.StateValue,
    residue: () => [
      ...ours()
        .filter(({ id }) => tagsAre(store, id))
        .flatMap(({ id, name }) => [`policy ${name}`, ...attachedTo(id).map((target) => `${name} on ${target}`)]),
      ...ofDrills().map(({ arn }) => `schedule ${arn}`),
      ...items('DRILL')
        .filter(({ sk }) => sk === 'LOCK')
        .map(({ drillId }) => `lock of ${String(drillId)}`),
      ...entries()
        .filter(({ state }) => state !== 'ENDED')
        .map(({ drillId, state }) => `drill ${drillId} is ${state}`),
      ...items('INTERLOCK#ARMED').map(({ sk }) => `interlock of ${String(sk)}`),
    ],
  };
}

const tagsAre = (store: Store, id: string): boolean =>
  (resourceTagsTable(store).get(id)?.tags ?? []).some(({ key, value }) => key === 'ManagedBy' && value === 'groundcrew-drill');
