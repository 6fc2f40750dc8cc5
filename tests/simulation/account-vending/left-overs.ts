/** What must be gone from the ledger and from Service Catalog's records when nothing runs any more. */
import type { Store } from '../../../src/sandbox/core/store.ts';
import { recordTable } from '../../../src/sandbox/service-catalog/rows.ts';
import type { Violation } from '../simulation.ts';
import { ledgerItems } from './ledger-entries.ts';

/** Checked an hour after the last execution has ended: every event has been delivered, and the schedules have run. */
export function leftOver(store: Store): Violation[] {
  const left: string[] = [];
  for (const item of ledgerItems(store)) {
    const [pk, sk] = [item['pk'], item['sk']].map((value) => (value && 'S' in value ? value.S : ''));
    if (pk === 'INTERLOCK#RUNNING') left.push(`${sk} still keeps drills out`);
    if (!pk!.startsWith('LIMITER#')) continue;
    if (sk!.startsWith('QUEUE#')) left.push(`${sk} still waits for ${pk}`);
    const holders = item['holders'];
    if (holders && 'M' in holders) left.push(...Object.keys(holders.M).map((holder) => `${holder} still holds a slot of ${pk}`));
  }
  return left.map((what) => ({ invariant: 'nothing is left when nothing runs', what }));
}

/** Each termination was approved by somebody, by the product's id. */
export function unapprovedTerminations(store: Store, names: ReadonlySet<string>): Violation[] {
  const approved = ledgerItems(store)
    .filter(({ pk, state }) => pk && 'S' in pk && pk.S === 'APPROVAL' && state && 'S' in state && state.S === 'APPROVED')
    .map((item) => JSON.stringify(item['request']));
  return [...recordTable(store).values()]
    .filter(({ type, parameters }) => type === 'TERMINATE_PROVISIONED_PRODUCT' && names.has(parameters.AccountName))
    .filter(({ provisionedProductId }) => !approved.some((request) => request.includes(`${provisionedProductId} `)))
    .map(({ provisionedProductName }) => ({
      invariant: 'nothing is terminated without an approval',
      what: `${provisionedProductName} was terminated, and nobody had approved it`,
    }));
}
