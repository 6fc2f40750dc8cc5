import { readLines } from '../findings/files.ts';
import { inParallel } from '../findings/parallel.ts';
import { task } from '../shared/task.ts';
import { judgeCanaries, remediationItem } from './contract.ts';
import { readRemediation } from './remediation-entry.ts';

/** Playbooks whose first finding did not end VERIFIED (or, in a dry run, PLANNED): their others are left. */
export const handler = task(judgeCanaries, async ({ ledger, canaries }) => {
  const items = (await readLines(canaries)).map((line) => remediationItem.parse(line));
  const held = await inParallel(items, 25, async (item) => {
    const outcome = (await readRemediation(ledger, item))?.outcome;
    return outcome === 'VERIFIED' || outcome === 'PLANNED' ? [] : [item.playbook ?? ''];
  });
  return { held: held.flat() };
});
