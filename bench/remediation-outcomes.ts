/** What became of every finding, read from the ledger, the result files and Security Hub itself. */
import { findingHash } from '../handlers/findings/finding.ts';
import type { LocalOwner } from '../src/local/index.ts';
import { itemsOf, tables } from '../src/sandbox/dynamodb/rows.ts';
import { bodies, objects } from '../src/sandbox/s3/rows.ts';
import { findingTable, type FindingRow } from '../src/sandbox/securityhub/rows.ts';

export interface Judgement {
  readonly outcomes: Readonly<Record<string, number>>;
  /** Findings without an outcome in the ledger, or of which no result file says how they ended. */
  readonly lost: number;
  /** Findings of which two result lines say how they ended. */
  readonly endedTwice: number;
  /** Findings that Security Hub was told about more than once. */
  readonly updatedTwice: number;
  /** Findings whose workflow status is not what their outcome says. */
  readonly toldWrong: number;
  readonly stillRunning: number;
}

/** Workflow status by outcome, as docs/workflows/finding-remediation.md has it; NEW where nothing is told. */
const statusOf: Readonly<Record<string, string>> = {
  SUPPRESSED: 'SUPPRESSED',
  NOTIFIED: 'NOTIFIED',
  VERIFIED: 'RESOLVED',
  REMEDIATED: 'NOTIFIED',
};

export function judge({ sandbox: { store } }: LocalOwner, stillRunning: number): Judgement {
  const ledger = ledgerOutcomes(store);
  const ends = endsInResults(store);
  const outcomes: Record<string, number> = {};
  let [lost, endedTwice, updatedTwice, toldWrong] = [0, 0, 0, 0];
  for (const { finding, updates } of findingTable(store).values() as Iterable<FindingRow>) {
    const hash = findingHash({ Id: finding.Id!, ProductArn: finding.ProductArn! });
    const outcome = ledger.get(hash) ?? 'none';
    const ended = ends.get(hash) ?? 0;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 'none' || ended === 0) lost += 1;
    if (ended > 1) endedTwice += 1;
    if (updates > 1) updatedTwice += 1;
    if ((statusOf[outcome] ?? 'NEW') !== finding.Workflow?.Status) toldWrong += 1;
  }
  return { outcomes, lost, endedTwice, updatedTwice, toldWrong, stillRunning };
}

type Store = LocalOwner['sandbox']['store'];

function ledgerOutcomes(store: Store): Map<string, string> {
  const outcomes = new Map<string, string>();
  for (const table of tables(store).values()) {
    for (const item of itemsOf(store, table).values()) {
      const { pk = '', sk, state, outcome } = plain(item);
      if (sk === 'REMEDIATION' && state === 'DONE' && outcome) outcomes.set(pk.slice('FINDING#'.length), outcome);
    }
  }
  return outcomes;
}

/** An item's texts; other values are left out. */
function plain(item: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(item as Record<string, { S?: string }>).flatMap(([name, { S }]) => (S === undefined ? [] : [[name, S]])),
  );
}

/** How often a result file says that a finding ended, by the finding's hash. What was skipped had another line elsewhere. */
function endsInResults(store: Store): Map<string, number> {
  const ends = new Map<string, number>();
  for (const [key, { key: name }] of objects(store).entries()) {
    if (!name.startsWith('results/')) continue;
    for (const line of Buffer.from(bodies(store).get(key)!, 'base64').toString().split('\n').filter(Boolean)) {
      const { id, productArn, outcome } = JSON.parse(line) as Record<'id' | 'productArn' | 'outcome', string>;
      if (outcome === 'SKIPPED') continue;
      const hash = findingHash({ Id: id, ProductArn: productArn });
      ends.set(hash, (ends.get(hash) ?? 0) + 1);
    }
  }
  return ends;
}
