import { html } from 'hono/html';
import type { ConsoleContext, Ledger } from '../context.ts';
import { empty, frame, table, type Html } from '../frame.ts';
import { firstItems, textIn, type Item } from '../ledger-items.ts';

/** Items of a table that one page shows. */
const mostItems = 1000;

/** Every entry of the ledgers: accounts, limiters with their holders and queues, drills, findings, approvals. */
export async function ledgerPage(context: ConsoleContext): Promise<Html> {
  const ledgers = await context.ledgers();
  const parts = await Promise.all(ledgers.map((ledger) => one(context, ledger)));
  return frame(context, {
    title: 'Ledger',
    path: '/ledger',
    lead: 'What the workflows remember, entry by entry: who works on an account, what is armed, what was asked of people. It changes by conditional writes only.',
    body: html`${parts} ${ledgers.length === 0 ? empty(noLedger(context)) : ''}`,
  });
}

/** Why no ledger is shown. */
export const noLedger = ({ readOnly }: ConsoleContext): string =>
  readOnly
    ? 'Against AWS the console does not read the ledger’s table: its entries name tasks under way. Use the table’s page in AWS.'
    : 'No target of this organization has a ledger.';

async function one(context: ConsoleContext, ledger: Ledger): Promise<Html> {
  const { items, more } = await firstItems(await context.connection(), ledger, mostItems);
  const kinds = new Map<string, Item[]>();
  for (const item of items) {
    const kind = (textIn(item, 'pk') ?? '').split('#')[0]!;
    kinds.set(kind, [...(kinds.get(kind) ?? []), item]);
  }
  return html`<h2>${ledger.target}</h2>
    ${[...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, of]) => kindTable(kind, of))}
    ${items.length === 0 ? empty('Nothing is remembered yet.') : ''}
    ${more ? html`<p class="meta">Only the first ${mostItems} items are shown.</p>` : ''}`;
}

function kindTable(kind: string, items: readonly Item[]): Html {
  const sorted = [...items].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const rows = sorted.map((item) => [
    html`<code>${keyOf(item)}</code>`,
    html`<ul class="bullets">
      ${membersOf(item).map((text) => html`<li>${text}</li>`)}
    </ul>`,
  ]);
  return html`<details>
    <summary>${kind} <span class="meta">${items.length} ${items.length === 1 ? 'entry' : 'entries'}</span></summary>
    ${table(kind, [{ name: 'Entry' }, { name: 'What is remembered' }], rows, 'Nothing.')}
  </details>`;
}

const keyOf = (item: Item): string => `${textIn(item, 'pk') ?? ''} ${textIn(item, 'sk') ?? ''}`;

function membersOf(item: Item): string[] {
  return Object.entries(item)
    .filter(([name]) => name !== 'pk' && name !== 'sk')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}: ${(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 300)}`);
}
