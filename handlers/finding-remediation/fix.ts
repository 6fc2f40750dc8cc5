/** The steps of a remediation: look and keep the pre-image, change, read again; and what is recorded of each end. */
import type * as z from 'zod';
import type { Outcome } from '../findings/finding-entry.ts';
import { CannotRemediate, canonical, type Json, type Playbook } from '../playbooks/playbook.ts';
import { findPlaybook } from '../playbooks/registry.ts';
import { now } from '../shared/runtime.ts';
import { takeChange } from './cap.ts';
import type { RemediationItem, runPlaybook } from './contract.ts';
import { ChangedMeanwhile, NoPreImage, NotYetVerified } from './errors.ts';
import { memberAws } from './member-role.ts';
import {
  imageOf,
  imageText,
  moveRemediation,
  putRemediation,
  readRemediation,
  type RemediationEntry,
  type RemediationState,
} from './remediation-entry.ts';

export type Run = z.output<typeof runPlaybook.input>;
export type StepResult = z.output<typeof runPlaybook.output>;

export const goOn: StepResult = { done: false, outcome: null };
export const resourceOf = ({ account, region, resource }: RemediationItem) => ({ account, region, id: resource });
export const isoNow = (): string => new Date(now()).toISOString();
/** States from which an end can be reached. */
const open: readonly RemediationState[] = ['PREPARED', 'APPLYING', 'APPLIED'];

/** Why nothing may be done, before anything is looked at. */
function refusal({ item, approved, held, dryRun }: Run): string | undefined {
  if (item.requireApproval && !approved && !dryRun) return 'the approval that its rule asks for was not given';
  if (item.playbook !== undefined && held.includes(item.playbook))
    return `the first finding of ${item.playbook} was not verified, so the others were left`;
  return undefined;
}

/** Checks and plans. The pre-image is kept before the step ends; one that is kept already stays, for the change may have been made. */
export async function prepareFix(run: Run): Promise<StepResult> {
  const { item, ledger } = run;
  const known = await readRemediation(ledger, item);
  if (known?.state === 'ENDED') return { done: true, outcome: known.outcome ?? null };
  if (known?.state === 'APPLYING' || known?.state === 'APPLIED') return goOn;
  const refused = refusal(run);
  if (refused !== undefined) return end(run, 'NOT_ALLOWED', refused);
  const playbook = item.playbook === undefined ? undefined : findPlaybook(item.playbook);
  if (!playbook)
    return end(
      run,
      'NO_PLAYBOOK',
      item.playbook === undefined ? `no playbook repairs ${item.control}` : `there is no playbook ${item.playbook}`,
    );
  const aws = await memberAws(item, playbook.name);
  const { compliant, image } = await playbook.check(resourceOf(item), aws);
  if (compliant)
    return end(run, 'VERIFIED', 'the resource is as it should be already', { before: imageText(image), after: imageText(image) });
  const { image: planned, changes } = playbook.plan(image, resourceOf(item), item.settings, aws);
  const entry: RemediationEntry = {
    schemaVersion: 1,
    item,
    state: 'PREPARED',
    before: imageText(image),
    planned: imageText(planned),
    changes,
  };
  if (run.dryRun) {
    await putRemediation(ledger, { ...entry, state: 'ENDED', outcome: 'PLANNED', reason: changes.join('; ') }, [
      ...open,
      'ENDED',
    ]);
    return { done: true, outcome: 'PLANNED' };
  }
  await putRemediation(ledger, entry, ['PREPARED']);
  return goOn;
}

/** Changes the resource, which must be as its pre-image says or as planned already. */
export async function applyFix(run: Run): Promise<StepResult> {
  const { item, ledger } = run;
  const { entry, playbook, before, planned } = await prepared(run);
  if (entry.state === 'APPLIED' || entry.state === 'ENDED') return goOn;
  const aws = await memberAws(item, playbook.name);
  const { image } = await playbook.check(resourceOf(item), aws);
  const isPlanned = canonical(image) === canonical(planned);
  if (!isPlanned && canonical(image) !== canonical(before) && !isHalfDone(entry, playbook, image, before, planned)) {
    throw new ChangedMeanwhile('somebody changed the resource after it had been checked; it is left as it is');
  }
  if (!isPlanned) {
    if (!entry.counted) {
      await takeChange(item.account, item.capPerHour);
      const applying = { counted: true, state: 'APPLYING' as const, appliedAt: isoNow() };
      // It has ended meanwhile: this function was thought dead.
      if (!(await moveRemediation(ledger, item, ['PREPARED', 'APPLYING'], applying))) return goOn;
    }
    await playbook.apply(resourceOf(item), image, planned, aws);
  }
  await moveRemediation(ledger, item, ['PREPARED', 'APPLYING'], { state: 'APPLIED' });
  return goOn;
}

/** After an attempt that was cut off, a change of several calls may be half done: it is finished. */
export function isHalfDone({ state }: RemediationEntry, playbook: Playbook, image: Json, from: Json, to: Json): boolean {
  return state === 'APPLYING' && (playbook.between?.(image, from, to) ?? false);
}

/** Reads the resource again; only that makes it VERIFIED. */
export async function verifyFix(run: Run): Promise<StepResult> {
  const { item, ledger } = run;
  const { entry, playbook } = await prepared(run);
  if (entry.state === 'ENDED') return { done: true, outcome: entry.outcome ?? null };
  const aws = await memberAws(item, playbook.name);
  const { compliant, image, ready = true } = await playbook.verify(resourceOf(item), aws);
  await moveRemediation(ledger, item, ['APPLIED', 'APPLYING'], { after: imageText(image) });
  if (!ready || !compliant)
    throw new NotYetVerified(ready ? `${item.resource} is not yet compliant` : `AWS is still changing ${item.resource}`);
  return end(run, 'VERIFIED', entry.changes.join('; '), { after: imageText(image), verifiedAt: isoNow() });
}

/** What became of a step that failed for good. */
export async function recordFailure(run: Run): Promise<StepResult> {
  const { error = 'Unknown', cause = '' } = run;
  const reason = `${error}: ${messageOf(cause)}`.slice(0, 900);
  const known = await readRemediation(run.ledger, run.item);
  if (known?.state === 'ENDED') return { done: true, outcome: known.outcome ?? null };
  if (error === 'NotYetVerified' || (known?.state === 'APPLIED' && error !== 'ChangedMeanwhile')) {
    return run.undo ? end(run, 'FAILED', reason) : end(run, 'REMEDIATED', `applied, but not verified: ${reason}`);
  }
  return end(run, outcomeOf(error), reason);
}

function outcomeOf(error: string): Outcome {
  if (error === 'AssumeRoleFailed') return 'ASSUME_ROLE_FAILED';
  if (error === 'CapReached' || error === 'ChangedMeanwhile' || error === 'CannotRemediate') return 'NOT_ALLOWED';
  return 'FAILED';
}

/** A function's error comes as Lambda's JSON; its message says it. */
function messageOf(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: string };
    return errorMessage ?? cause;
  } catch {
    return cause;
  }
}

/** Records an end, once. */
export async function end(
  { item, ledger, dryRun }: Run,
  outcome: Outcome,
  reason: string,
  more: Partial<Omit<RemediationEntry, 'item' | 'changes'>> = {},
): Promise<StepResult> {
  const ended = { ...more, state: 'ENDED' as const, outcome, reason };
  if (!(await moveRemediation(ledger, item, open, ended))) {
    const fresh: RemediationEntry = { schemaVersion: 1, item, changes: [], ...ended };
    if (!(await putRemediation(ledger, fresh, dryRun ? ['ENDED'] : []))) {
      const known = await readRemediation(ledger, item);
      return { done: true, outcome: known?.outcome ?? null };
    }
  }
  return { done: true, outcome };
}

export interface Prepared {
  readonly entry: RemediationEntry;
  readonly playbook: Playbook;
  readonly before: Json;
  readonly planned: Json;
}

/** The entry with its images. Nothing is changed without a pre-image. */
export async function prepared({ item, ledger }: Run): Promise<Prepared> {
  const entry = await readRemediation(ledger, item);
  const playbook = findPlaybook(item.playbook ?? '');
  if (!playbook) throw new CannotRemediate(`there is no playbook ${item.playbook}`);
  if (entry?.before === undefined || entry.planned === undefined) {
    throw new NoPreImage(`the ledger has no pre-image of ${item.resource} in ${ledger}; nothing was changed`);
  }
  return { entry, playbook, before: imageOf(entry.before), planned: imageOf(entry.planned) };
}
