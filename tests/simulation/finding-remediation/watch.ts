/**
 * Watches a run of finding-remediation: every change of a resource, of the ledger and of a finding, at the moment it is made, and judges it
 * by what must hold always.
 */
import { fromAttributes } from '../../../handlers/ledger/attribute-value.ts';
import type { Item } from '../../../handlers/ledger/table.ts';
import { itemsOf, tables } from '../../../src/sandbox/dynamodb/rows.ts';
import type { Store } from '../../../src/sandbox/core/store.ts';
import { findingTable, type FindingRow } from '../../../src/sandbox/securityhub/rows.ts';
import { findingHash } from '../../../handlers/findings/finding.ts';
import type { Violation } from '../simulation.ts';

export const invariants = {
  lost: 'no finding is lost',
  outcome: 'one outcome for each claim',
  preImage: 'no change without its pre-image',
  caps: 'caps are never exceeded',
  foreign: 'nothing is changed over what somebody changed since',
  twice: 'nothing is updated twice',
  reports: 'reports and ledger agree',
  restored: 'what is undone is as it was',
} as const;

/** Tables of the resources that the plan's findings are about. */
const resourceTables = ['s3/buckets', 'kms/keys', 'rds/snapshots', 'ec2/security-groups'] as const;

export interface Place {
  readonly table: string;
  readonly key: string;
  readonly original: unknown;
}

/** A remediation's entry in the ledger, as far as it is looked at. */
interface Entry {
  readonly pk: string;
  readonly sk: string;
  readonly state: string;
  readonly item: { readonly resource: string; readonly account: string };
  readonly before?: string;
  readonly appliedAt?: string;
  readonly undoes?: string;
  readonly outcome?: string;
}

export class Watch {
  readonly violations: Violation[] = [];
  /** The ledger's items by `pk sk`. */
  readonly ledger = new Map<string, Item>();
  /** Where each finding's resource is, by the resource's id. */
  readonly places = new Map<string, Place>();
  private readonly preparedAt = new Map<string, number>();
  private readonly foreignAt = new Map<string, number>();
  private readonly oursAt = new Map<string, number>();
  private readonly countedIn = new Map<string, Set<string>>();
  private readonly updates = new Map<string, number>();
  private moment = 0;
  private somebodyElse = false;

  constructor(
    private readonly store: Store,
    private readonly now: () => number,
    private readonly cap: number,
  ) {
    const ledger = [...tables(store).values()].find(({ name }) => name.includes('security'))!;
    itemsOf(store, ledger).onChange((_key, row, before) =>
      this.ledgerChanged(plain(row ?? before!), plain(before), row === undefined),
    );
    findingTable(store).onChange((_key, row, before) => this.findingChanged(row, before));
    for (const { finding } of findingTable(store).values()) this.follow(finding.Resources![0]!.Id!);
    for (const name of resourceTables) {
      store.table<object>(name).onChange((key, row, before) => {
        const id = [...this.places].find(([, place]) => place.table === name && place.key === key)?.[0];
        if (id !== undefined && row && before && JSON.stringify(row) !== JSON.stringify(before)) this.resourceChanged(id);
      });
    }
  }

  /** Somebody changes a resource: not us. */
  bySomebodyElse(work: () => void): void {
    this.somebodyElse = true;
    try {
      this.store.transact(work);
    } finally {
      this.somebodyElse = false;
    }
  }

  found(invariant: string, what: string): void {
    if (this.violations.length < 20) this.violations.push({ invariant, what: `${what}, ${new Date(this.now()).toISOString()}` });
  }

  row(id: string): unknown {
    const { table, key } = this.places.get(id)!;
    return this.store.table(table).get(key);
  }

  /** Whether somebody else changed a resource after our last change of it. */
  isForeign(id: string): boolean {
    return (this.foreignAt.get(id) ?? 0) > (this.oursAt.get(id) ?? 0);
  }

  everForeign(id: string): boolean {
    return this.foreignAt.has(id);
  }

  private follow(id: string): void {
    for (const table of resourceTables) {
      for (const [key, row] of this.store.table<{ id?: string; name?: string }>(table).entries()) {
        const names = [row.id, row.name].filter((name) => name !== undefined);
        if (names.some((name) => id.endsWith(`:${name}`) || id.endsWith(`/${name}`)))
          this.places.set(id, { table, key, original: row });
      }
    }
  }

  private ledgerChanged(item: Item, before: Item | undefined, deleted: boolean): void {
    const name = `${String(item['pk'])} ${String(item['sk'])}`;
    if (deleted) {
      this.ledger.delete(name);
      return;
    }
    this.ledger.set(name, item);
    if (name.startsWith('REMEDIATION#') && !this.preparedAt.has(name) && item['before'] !== undefined)
      this.preparedAt.set(name, (this.moment += 1));
    if (!name.startsWith('FINDING#') || before?.['state'] !== 'DONE') return;
    if (item['state'] === 'DONE' && item['outcome'] !== before['outcome'])
      this.found(invariants.outcome, `${name} ended ${String(before['outcome'])} and then ${String(item['outcome'])}`);
  }

  private resourceChanged(id: string): void {
    this.moment += 1;
    if (this.somebodyElse) {
      this.foreignAt.set(id, this.moment);
      return;
    }
    const [name, entry] = this.applying(id) ?? [];
    if (!name || !entry || entry.before === undefined || entry.appliedAt === undefined) {
      this.found(invariants.preImage, `${id} was changed and the ledger has no pre-image`);
    } else {
      const since = entry.undoes === undefined ? this.preparedAt.get(name)! : (this.oursAt.get(id) ?? 0);
      if ((this.foreignAt.get(id) ?? 0) > since) this.found(invariants.foreign, `${id} was changed by ${name}`);
      const hour = `${entry.item.account} ${entry.appliedAt.slice(0, 13)}`;
      const counted = this.countedIn.get(hour) ?? new Set();
      this.countedIn.set(hour, counted.add(name));
      if (counted.size > this.cap) this.found(invariants.caps, `${counted.size} changes in ${hour}`);
    }
    this.oursAt.set(id, this.moment);
  }

  /** The entry under which a resource is being changed: the newest that says so. */
  private applying(id: string): readonly [string, Entry] | undefined {
    const entries = [...this.ledger].filter(([name]) => name.startsWith('REMEDIATION#')) as unknown as [string, Entry][];
    const own = entries.filter(([, { item }]) => item.resource === id);
    return own.findLast(([, { state }]) => state === 'APPLYING') ?? own.findLast(([, { appliedAt }]) => appliedAt !== undefined);
  }

  private findingChanged(row: FindingRow | undefined, before: FindingRow | undefined): void {
    if (!row || !before || row.updates <= before.updates) return;
    const { Id, ProductArn, Note, Workflow, UserDefinedFields } = row.finding;
    const hash = findingHash({ Id: Id!, ProductArn: ProductArn! });
    const update = `${hash} ${Workflow?.Status} ${Note?.Text} ${JSON.stringify(UserDefinedFields)}`;
    const count = (this.updates.get(update) ?? 0) + 1;
    this.updates.set(update, count);
    // Each claim says something once; findings are claimed for their enrichment, too.
    const claims = ['REMEDIATION', 'ENRICHMENT'].map(
      (purpose) => this.ledger.get(`FINDING#${hash} ${purpose}`)?.['attempts'] ?? 0,
    );
    if (count > Math.max(...claims.map(Number))) this.found(invariants.twice, `${update} came ${count} times`);
  }
}

const plain = (row: unknown): Item => fromAttributes((row ?? {}) as Parameters<typeof fromAttributes>[0]);
