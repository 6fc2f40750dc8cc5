import { DynamoDBClient, paginateScan, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { html } from 'hono/html';
import type { Connection } from '../../connection.ts';
import type { ConsoleContext, Ledger } from '../context.ts';
import { frame, table, type Html } from '../frame.ts';

/** Items of a table that one page shows. */
const mostItems = 1000;
/** Members that are nobody's business on a page: who has a token can answer for its task. */
const secret = /token/i;

/** Every entry of the ledgers: accounts, limiters with their holders and queues, drills, findings, approvals. */
export async function ledgerPage(context: ConsoleContext): Promise<Html> {
  const connection = await context.connection();
  const ledgers = await context.ledgers();
  const body = html`<p class="lead">
      What the workflows remember: who works on an account, who holds a slot and who waits for one, what is armed. It changes by
      conditional writes only.
    </p>
    ${await Promise.all(ledgers.map((ledger) => one(connection, ledger)))}
    ${ledgers.length === 0 ? html`<p class="empty">No ledger can be read here.</p>` : ''}`;
  return frame(context, { title: 'Ledger and slots', path: '/ledger', body });
}

async function one(connection: Connection, ledger: Ledger): Promise<Html> {
  const client = connection.clientOf(DynamoDBClient, ledger.place);
  try {
    const items: Record<string, AttributeValue>[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: ledger.tableName })) {
      items.push(...Items);
      if (items.length > mostItems) break;
    }
    const kinds = new Map<string, Record<string, AttributeValue>[]>();
    for (const item of items.slice(0, mostItems)) {
      const kind = (item['pk']?.S ?? '').split('#')[0]!;
      kinds.set(kind, [...(kinds.get(kind) ?? []), item]);
    }
    return html`<h2>${ledger.target}</h2>
      ${[...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, of]) => kindTable(kind, of))}
      ${items.length === 0 ? html`<p class="empty">Nothing is remembered yet.</p>` : ''}
      ${items.length > mostItems ? html`<p class="meta">Only the first ${mostItems} items are shown.</p>` : ''}`;
  } finally {
    client.destroy();
  }
}

function kindTable(kind: string, items: readonly Record<string, AttributeValue>[]): Html {
  const sorted = [...items].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const rows = sorted.map((item) => [
    keyOf(item),
    html`<ul>
      ${membersOf(item).map((text) => html`<li>${text}</li>`)}
    </ul>`,
  ]);
  return html`<details open>
    <summary><strong>${kind}</strong> <span class="meta">${items.length} entries</span></summary>
    ${table(kind, [{ name: 'Entry' }, { name: 'What is remembered' }], rows, 'Nothing.')}
  </details>`;
}

function keyOf(item: Record<string, AttributeValue>): string {
  return [item['pk']?.S ?? '', item['sk']?.S ?? ''].join(' ');
}

function membersOf(item: Record<string, AttributeValue>): string[] {
  return Object.entries(item)
    .filter(([name]) => name !== 'pk' && name !== 'sk' && !secret.test(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}: ${textOf(value)}`);
}

function textOf(value: AttributeValue): string {
  if (value.L) return `[${value.L.map(textOf).join(', ')}]`;
  if (value.M) {
    const shown = Object.entries(value.M).filter(([name]) => !secret.test(name));
    return `{${shown.map(([name, member]) => `${name}: ${textOf(member)}`).join(', ')}}`;
  }
  const [plain] = Object.values(value) as unknown[];
  return String(plain).slice(0, 300);
}
