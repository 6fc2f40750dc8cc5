/** What must hold when nothing runs any more. What must hold always is judged by watch.ts as it happens. */
import type { FindingResult } from '../../../handlers/finding-remediation/contract.ts';
import { hashOf, type People } from './people.ts';
import { invariants, type Watch } from './watch.ts';

/** Every finding has ended, and is reported as the ledger has it. */
export function atTheEnd(
  watch: Watch,
  people: People,
  reports: ReadonlyMap<string, readonly (readonly FindingResult[])[]>,
): void {
  for (const finding of people.findings) {
    const entry = people.entryOf(hashOf(finding));
    if (entry?.['state'] !== 'DONE') {
      watch.found(invariants.lost, `${finding.Title} is ${String(entry?.['state'] ?? 'not in the ledger')}`);
      continue;
    }
    const said = (reports.get(String(entry['batch'])) ?? [])
      .flat()
      .filter(({ id, outcome }) => id === finding.Id && outcome !== 'SKIPPED')
      .map(({ outcome }) => outcome);
    const last = said.at(-1);
    // An execution that was stopped after its updates had been sent tells nobody; the ledger does.
    if (last !== undefined && last !== entry['outcome'])
      watch.found(invariants.reports, `${finding.Title} is reported ${last}, the ledger has ${String(entry['outcome'])}`);
  }
  for (const [name, { state }] of watch.ledger)
    if (name.startsWith('REMEDIATION#') && state !== 'ENDED') {
      const hash = name.split(' ')[1]!.split('#')[0]!;
      if (people.entryOf(hash)?.['state'] === 'DONE')
        watch.found(invariants.lost, `${name} is ${String(state)} although its finding has ended`);
    }
}

/** What is undone is as it was at first, unless somebody had changed it. */
export function afterUndo(watch: Watch, people: People): void {
  for (const finding of people.findings) {
    const entry = people.entryOf(hashOf(finding));
    if (entry?.['state'] !== 'DONE')
      watch.found(invariants.lost, `${finding.Title} is ${String(entry?.['state'])} after the undoing`);
    const id = finding.Resources![0]!.Id!;
    const place = watch.places.get(id);
    if (entry?.['outcome'] !== 'UNDONE' || !place || watch.everForeign(id)) continue;
    if (canonical(watch.row(id)) !== canonical(place.original))
      watch.found(invariants.restored, `${id} is ${JSON.stringify(watch.row(id))}, it was ${JSON.stringify(place.original)}`);
  }
}

/** Lists of a security group have no order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    Array.isArray(part) ? part.map((one) => JSON.stringify(one)).sort() : part,
  );
}
