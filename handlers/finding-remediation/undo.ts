/**
 * The steps of an undoing. The undone batch's entries give pre-image and post-image; this batch's own entries say how far the undoing is.
 * A resource that is no longer as our change left it is somebody else's by now: it is left alone.
 */
import { canonical } from '../playbooks/playbook.ts';
import { findPlaybook } from '../playbooks/registry.ts';
import { takeChange } from './cap.ts';
import { ChangedMeanwhile, NotYetVerified } from './errors.ts';
import { end, goOn, isHalfDone, isoNow, prepared, resourceOf, type Run, type StepResult } from './fix.ts';
import { memberAws } from './member-role.ts';
import { imageOf, moveRemediation, putRemediation, readRemediation, type RemediationEntry } from './remediation-entry.ts';

/** What is to be undone is given to this batch's entry by take-in-findings: `before` is our post-image, `planned` the pre-image. */
export async function prepareUndo(run: Run): Promise<StepResult> {
  const { item, ledger, dryRun } = run;
  const entry = await readRemediation(ledger, item);
  if (entry?.state === 'ENDED') return { done: true, outcome: entry.outcome ?? null };
  if (entry?.state === 'APPLYING' || entry?.state === 'APPLIED') return goOn;
  if (entry?.before === undefined || entry.planned === undefined)
    return end(run, 'NOT_ALLOWED', 'there is no pre-image to go back to');
  const playbook = findPlaybook(item.playbook ?? '');
  if (!playbook) return end(run, 'NO_PLAYBOOK', `there is no playbook ${item.playbook}`);
  const { image } = await playbook.verify(resourceOf(item), await memberAws(item, playbook.name));
  if (canonical(image) === canonical(imageOf(entry.planned)))
    return end(run, 'UNDONE', 'the resource is as it was before already');
  if (canonical(image) !== canonical(imageOf(entry.before))) {
    return end(run, 'NOT_ALLOWED', 'somebody changed the resource after the remediation; it is left as it is');
  }
  if (dryRun) {
    const planned: RemediationEntry = {
      ...entry,
      state: 'ENDED',
      outcome: 'PLANNED',
      reason: `would go back: ${entry.changes.join('; ')}`,
    };
    await putRemediation(ledger, planned, ['PREPARED', 'ENDED']);
    return { done: true, outcome: 'PLANNED' };
  }
  return goOn;
}

export async function applyUndo(run: Run): Promise<StepResult> {
  const { item, ledger } = run;
  const { entry, playbook, before: ours, planned: original } = await prepared(run);
  if (entry.state === 'APPLIED' || entry.state === 'ENDED') return goOn;
  const aws = await memberAws(item, playbook.name);
  const { image } = await playbook.verify(resourceOf(item), aws);
  if (canonical(image) !== canonical(original)) {
    if (canonical(image) !== canonical(ours) && !isHalfDone(entry, playbook, image, ours, original)) {
      throw new ChangedMeanwhile('somebody changed the resource after the remediation; it is left as it is');
    }
    if (!entry.counted) {
      await takeChange(item.account, item.capPerHour);
      const applying = { counted: true, state: 'APPLYING' as const, appliedAt: isoNow() };
      // It has ended meanwhile: this function was thought dead.
      if (!(await moveRemediation(ledger, item, ['PREPARED', 'APPLYING'], applying))) return goOn;
    }
    await playbook.undo(resourceOf(item), original, image, aws);
  }
  await moveRemediation(ledger, item, ['PREPARED', 'APPLYING'], { state: 'APPLIED' });
  return goOn;
}

export async function verifyUndo(run: Run): Promise<StepResult> {
  const { item } = run;
  const { entry, playbook, planned: original } = await prepared(run);
  if (entry.state === 'ENDED') return { done: true, outcome: entry.outcome ?? null };
  const { image, ready = true } = await playbook.verify(resourceOf(item), await memberAws(item, playbook.name));
  if (!ready) throw new NotYetVerified(`AWS is still changing ${item.resource}`);
  if (canonical(image) !== canonical(original)) throw new NotYetVerified(`${item.resource} is not yet as it was before`);
  return end(run, 'UNDONE', `back to what it was: ${entry.changes.join('; ')}`, { verifiedAt: isoNow() });
}
