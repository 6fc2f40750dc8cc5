import {
  BatchUpdateFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
  type AwsSecurityFinding,
  type BatchUpdateFindingsUnprocessedFinding,
} from '@aws-sdk/client-securityhub';
import { client } from '../shared/clients.ts';
import { ServiceThrottled, translateAwsError } from '../shared/errors.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { sendUpdates } from './contract.ts';
import { UpdatesExhausted, UpdatesRemain, UpdatesThrottled, UpdateUncertain } from './errors.ts';
import { readJson } from './files.ts';
import { noteAuthor } from './finding.ts';
import { recordOutcome } from './finding-entry.ts';
import { reserveCall, takeFreeCall } from './pacer.ts';
import { inParallel } from './parallel.ts';
import { readGroupEntry, updateGroup, writeGroupEntry, type GroupEntry, type UpdateGroup } from './update-group.ts';

/** Codes of UnprocessedFindings that pass. Every other one says that the update cannot succeed. */
const passing = new Set(['ConcurrentUpdateError', 'InternalFailure']);
/** "It can take several minutes": before that, a look tells nothing. A little less than the wait that the state machine gives UpdateUncertain. */
const showsAfter = 290_000;
/** Whatever passes has passed by then, also when most calls are throttled. */
const mostCalls = 40;
/** GetFindings takes 20 values for one filter. */
const idsPerLookup = 20;

/**
 * Sends a group's update, or what is left of it. Each finding's outcome is recorded when Security Hub has taken it. A group whose last answer
 * was lost is looked up first, so that nothing is sent twice that has arrived.
 */
export const handler = task(sendUpdates, async ({ key, retry }) => {
  const group = updateGroup.parse(await readJson(key));
  const all = group.findings.map((_finding, place) => place);
  const known = (await readGroupEntry(group.batch, group.group)) ?? { ...begun(all), version: 0 };
  if (known.state === 'DONE') return await finished(group, known);
  if (known.state === 'SENDING' && now() - (known.sentAt ?? 0) < showsAfter) {
    throw new UpdateUncertain(`an answer of the group ${group.group} was lost; what it changed does not show yet`);
  }
  const left = known.state === 'SENDING' ? await notThere(group, known.left) : known.left;
  const landed = known.left.filter((place) => !left.includes(place));
  await recordAll(group, landed);
  if (left.length === 0) return settle(group, { ...known, left }, []);
  const { calls = 0 } = known;
  if (calls >= mostCalls) throw new UpdatesExhausted(`${calls} calls were made for ${left.length} findings that are still left`);
  if (retry > 0) await waitForTurn(group, { ...known, left });
  const sending = { state: 'SENDING' as const, left, failed: known.failed, sentAt: now(), calls: calls + 1 };
  if (!(await writeGroupEntry(group.batch, group.group, sending, known.version))) {
    throw new UpdatesRemain(`another attempt works on the group ${group.group}`);
  }
  const entry = { ...sending, schemaVersion: 1 as const, version: known.version + 1 };
  return settle(group, entry, await send(group, entry));
});

/** A retry is a call like any other, so it may not overtake those that wait. Throws UpdatesThrottled until its turn has come. */
async function waitForTurn(group: UpdateGroup, known: Omit<GroupEntry, 'schemaVersion'>): Promise<void> {
  // Nothing was called yet: the call that the state machine reserved is still to be had.
  if ((known.calls ?? 0) === 0) return;
  let { turn } = known;
  if (turn === undefined) {
    if (await takeFreeCall()) return;
    turn = await reserveCall();
    await writeGroupEntry(group.batch, group.group, { ...known, state: 'WAITING', turn }, known.version);
  }
  if (turn > now())
    throw new UpdatesThrottled(`other updates wait, too; the turn of this one is at ${new Date(turn).toISOString()}`);
}

const begun = (left: number[]): Omit<GroupEntry, 'version'> => ({ schemaVersion: 1, state: 'WAITING', left, failed: [] });

/** One call. A throttle says that nothing was done; a lost answer leaves the group SENDING. */
async function send(group: UpdateGroup, entry: GroupEntry): Promise<BatchUpdateFindingsUnprocessedFinding[]> {
  const { note, workflow, userDefinedFields } = group.update;
  try {
    const { UnprocessedFindings = [] } = await client(SecurityHubClient).send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: entry.left.map((place) => group.findings[place]!),
        ...(note === undefined ? {} : { Note: { Text: note, UpdatedBy: noteAuthor } }),
        ...(workflow === undefined ? {} : { Workflow: { Status: workflow } }),
        ...(userDefinedFields === undefined ? {} : { UserDefinedFields: userDefinedFields }),
      }),
    );
    return UnprocessedFindings;
  } catch (error) {
    const translated = translateAwsError(error);
    if (error instanceof Error && '$metadata' in error && translated instanceof ServiceThrottled) {
      // Nothing was done.
      const turn = await reserveCall();
      await writeGroupEntry(group.batch, group.group, { ...entry, state: 'WAITING', turn }, entry.version);
      throw new UpdatesThrottled(`${error.name}: ${error.message}`, { cause: error });
    }
    if (isRefusal(error)) {
      await writeGroupEntry(group.batch, group.group, { ...entry, state: 'WAITING' }, entry.version);
      throw error;
    }
    throw new UpdateUncertain(`${(error as Error).name}: ${(error as Error).message}`, { cause: error });
  }
}

/** An answer of AWS that says no: 4xx. Everything else may have been carried out. */
function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}

/** Records what the call came to. Throws UpdatesRemain while some can still succeed. */
async function settle(
  group: UpdateGroup,
  entry: GroupEntry,
  unprocessed: readonly BatchUpdateFindingsUnprocessedFinding[],
): Promise<{ group: string; processed: number; failed: number }> {
  const placeOf = new Map(entry.left.map((place) => [keyOf(group.findings[place]!), place]));
  const problems = unprocessed.flatMap(({ FindingIdentifier, ErrorCode = '', ErrorMessage = '' }) => {
    const place = placeOf.get(keyOf(FindingIdentifier ?? {}));
    return place === undefined ? [] : [{ place, code: ErrorCode, reason: `${ErrorCode}: ${ErrorMessage}` }];
  });
  const waiting = problems.filter(({ code }) => passing.has(code)).map(({ place }) => place);
  const hopeless = problems.filter(({ code }) => !passing.has(code)).map(({ place, reason }) => ({ place, reason }));
  const notProcessed = new Set(problems.map(({ place }) => place));
  await recordAll(
    group,
    entry.left.filter((place) => !notProcessed.has(place)),
  );
  const next = {
    state: waiting.length > 0 ? ('WAITING' as const) : ('DONE' as const),
    left: waiting,
    failed: [...entry.failed, ...hopeless],
    ...(entry.calls === undefined ? {} : { calls: entry.calls }),
    ...(waiting.length > 0 ? { turn: await reserveCall() } : {}),
  };
  await writeGroupEntry(group.batch, group.group, next, entry.version);
  if (waiting.length > 0) throw new UpdatesRemain(`${waiting.length} of ${entry.left.length} findings: ${problems[0]!.reason}`);
  return finished(group, { ...next, schemaVersion: 1, version: entry.version + 1 });
}

/** What cannot be updated ends as FAILED, with Security Hub's own words. */
async function finished(
  group: UpdateGroup,
  { failed }: GroupEntry,
): Promise<{ group: string; processed: number; failed: number }> {
  await inParallel(failed, 25, ({ place, reason }) =>
    recordOutcome(group.purpose, group.findings[place]!, group.batch, 'FAILED', reason),
  );
  return { group: group.group, processed: group.findings.length - failed.length, failed: failed.length };
}

function recordAll({ purpose, batch, findings, outcome, reason }: UpdateGroup, places: readonly number[]): Promise<unknown> {
  return inParallel(places, 25, (place) => recordOutcome(purpose, findings[place]!, batch, outcome, reason));
}

const keyOf = ({ Id = '', ProductArn = '' }: { Id?: string | undefined; ProductArn?: string | undefined }): string =>
  `${ProductArn}\n${Id}`;

/** Places of findings that do not have the update yet. */
async function notThere(group: UpdateGroup, left: readonly number[]): Promise<number[]> {
  const there = new Set<string>();
  for (let start = 0; start < left.length; start += idsPerLookup) {
    const ids = left.slice(start, start + idsPerLookup).map((place) => group.findings[place]!.Id);
    const Filters = { Id: ids.map((Value) => ({ Value, Comparison: 'EQUALS' as const })) };
    const { Findings = [] } = await client(SecurityHubClient).send(new GetFindingsCommand({ Filters, MaxResults: 100 }));
    for (const one of Findings) if (hasUpdate(one, group)) there.add(keyOf(one));
  }
  return left.filter((place) => !there.has(keyOf(group.findings[place]!)));
}

/** A call sets everything or nothing; but somebody, or the other workflow, may have written another note since. */
function hasUpdate({ Note, Workflow, UserDefinedFields = {} }: AwsSecurityFinding, { update }: UpdateGroup): boolean {
  const { note, workflow, userDefinedFields } = update;
  if (userDefinedFields) return Object.entries(userDefinedFields).every(([name, value]) => UserDefinedFields[name] === value);
  if (workflow !== undefined && Workflow?.Status !== workflow) return false;
  if (note === undefined) return true;
  return Note?.Text === note || (workflow !== undefined && Note !== undefined && Note.UpdatedBy !== noteAuthor);
}
