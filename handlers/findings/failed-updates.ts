import { allItems } from '../ledger/table.ts';
import { batchFile, readJson } from './files.ts';
import { findingHash } from './finding.ts';
import { inParallel } from './parallel.ts';
import { updateGroup, type GroupEntry } from './update-group.ts';

/** Findings of a batch whose update Security Hub did not take, by their hash, each with the reason. */
export async function failedUpdates(batch: string, stage: string): Promise<Map<string, string>> {
  const items = await allItems(`UPDATES#${batch}`, { expression: 'size(#failed) > :none', values: { none: 0 } });
  const lists = await inParallel(items, 10, async (item) => {
    const group = updateGroup.parse(await readJson(batchFile(batch, `updates/${stage}-${String(item['sk'])}.json`)));
    const { failed } = item as unknown as GroupEntry;
    return failed.map(({ place, reason }): [string, string] => [findingHash(group.findings[place]!), reason]);
  });
  return new Map(lists.flat());
}
