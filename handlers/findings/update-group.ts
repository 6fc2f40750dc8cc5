/**
 * A group of findings that get the same update: one call of BatchUpdateFindings. Groups are files of the batch; what has become of one is in
 * the ledger.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { getItem, putItem, type Key } from '../ledger/table.ts';
import { batchFile, writeJson } from './files.ts';
import { identifier } from './finding.ts';
import { outcomes } from './finding-entry.ts';

/** What is set. Absent members stay as they are. */
export const findingUpdate = z.object({
  note: z.string().min(1).max(512).optional(),
  workflow: z.enum(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']).optional(),
  userDefinedFields: z.record(z.string(), z.string()).optional(),
});
export type FindingUpdate = z.output<typeof findingUpdate>;

export const updateGroup = z.object({
  purpose: z.string(),
  batch: z.string(),
  group: z.string(),
  update: findingUpdate,
  /** What is recorded of each finding once Security Hub has taken the update. */
  outcome: z.enum(outcomes),
  reason: z.string(),
  findings: z.array(identifier).min(1).max(100),
});
export type UpdateGroup = z.output<typeof updateGroup>;

/** One finding's update. */
export interface WantedUpdate extends Omit<UpdateGroup, 'purpose' | 'batch' | 'group' | 'findings'> {
  readonly finding: z.output<typeof identifier>;
  /** A later attempt is another update, although it says the same. */
  readonly attempt: number;
}

/** A line of the plan that the map of updates reads. */
export interface GroupReference {
  readonly group: string;
  readonly key: string;
}

const findingsPerCall = 100;

/** Puts updates of the same content together, 100 at a time, and writes a file for each. The same updates give the same groups. */
export async function writeGroups(
  purpose: string,
  batch: string,
  stage: string,
  wanted: readonly WantedUpdate[],
): Promise<GroupReference[]> {
  const byContent = new Map<string, WantedUpdate[]>();
  for (const one of wanted) {
    const content = JSON.stringify([one.update, one.outcome, one.reason, one.attempt]);
    byContent.set(content, [...(byContent.get(content) ?? []), one]);
  }
  const references: GroupReference[] = [];
  for (const [content, members] of byContent) {
    for (let start = 0; start < members.length; start += findingsPerCall) {
      const part = members.slice(start, start + findingsPerCall);
      const { update, outcome, reason } = part[0]!;
      const findings = part.map(({ finding }) => finding);
      const group = createHash('sha256')
        .update(`${batch}\n${stage}\n${content}\n${JSON.stringify(findings)}`)
        .digest('hex')
        .slice(0, 20);
      const key = batchFile(batch, `updates/${stage}-${group}.json`);
      await writeJson(key, { purpose, batch, group, update, outcome, reason, findings } satisfies UpdateGroup);
      references.push({ group, key });
    }
  }
  return references;
}

/** How far a group is. Absent: nothing was sent. */
export interface GroupEntry {
  readonly schemaVersion: 1;
  /** SENDING: a call is on its way or its answer was lost. WAITING: `left` is to be sent again. DONE: nothing is left. */
  readonly state: 'SENDING' | 'WAITING' | 'DONE';
  /** Places in the group's list that still have to be sent. */
  readonly left: readonly number[];
  /** Findings that cannot be updated, by place, each with Security Hub's code and message. */
  readonly failed: readonly { readonly place: number; readonly reason: string }[];
  /** When the last call was made, in milliseconds since the epoch: what it changed shows only after a while. */
  readonly sentAt?: number;
  /** When the next call may be made, where one is reserved for a retry. */
  readonly turn?: number;
  /** Calls so far. */
  readonly calls?: number;
  /** Written with a counter, so that two attempts never overwrite each other. */
  readonly version: number;
}

export const groupKey = (batch: string, group: string): Key => ({ pk: `UPDATES#${batch}`, sk: group });

export async function readGroupEntry(batch: string, group: string): Promise<GroupEntry | undefined> {
  return (await getItem(groupKey(batch, group))) as unknown as GroupEntry | undefined;
}

/** False when somebody else has written meanwhile. */
export function writeGroupEntry(
  batch: string,
  group: string,
  entry: Omit<GroupEntry, 'version' | 'schemaVersion'>,
  before: number,
): Promise<boolean> {
  return putItem(
    {
      ...groupKey(batch, group),
      schemaVersion: 1,
      state: entry.state,
      left: [...entry.left],
      failed: entry.failed.map((one) => ({ ...one })),
      ...(entry.sentAt === undefined ? {} : { sentAt: entry.sentAt }),
      ...(entry.turn === undefined ? {} : { turn: entry.turn }),
      ...(entry.calls === undefined ? {} : { calls: entry.calls }),
      version: before + 1,
    },
    before === 0 ? { expression: 'attribute_not_exists(pk)' } : { expression: '#version = :before', values: { before } },
  );
}
