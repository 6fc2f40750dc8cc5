import { html } from 'hono/html';
import * as z from 'zod';
import type { Connection } from '../../connection.ts';
import { formatDuration } from '../../format/duration.ts';
import type { ConsoleContext, Ledger } from '../context.ts';
import { empty, executionLink, figures, frame, type Html } from '../frame.ts';
import { partition, textIn, type Item } from '../ledger-items.ts';
import { noLedger } from './ledger.ts';

/** Limiters that are there whoever uses them (handlers/slots/limiter.ts), with what they keep from happening at once. */
const standing: readonly (readonly [name: string, what: string])[] = [
  ['control-tower', 'Account operations of Control Tower: five at a time in an organization, ten by request.'],
  ['organizations-writes', 'Writes to Organizations: one at a time.'],
  ['identity-center-writes', 'Account assignments of Identity Center: one at a time.'],
];
const ofUnit = 'Moves and registrations on one organizational unit: one at a time.';

const state = z.looseObject({
  holders: z.record(
    z.string(),
    z.looseObject({
      phase: z.string(),
      since: z.iso.datetime(),
      executionArn: z.string().optional(),
      operation: z.string().optional(),
      exclusive: z.boolean().optional(),
    }),
  ),
});

interface Limiter {
  readonly name: string;
  readonly what: string;
  readonly holders: z.output<typeof state>['holders'];
  readonly waiting: readonly Item[];
}

/** Who holds a slot of each limiter now, and who waits in which order. */
export async function slotsPage(context: ConsoleContext): Promise<Html> {
  return frame(context, {
    title: 'Slots',
    path: '/slots',
    lead: 'How many may do something at a time in the whole organization. Who waits is woken in this order, the moment a slot is free.',
    body: slotsPart(context),
    live: true,
  });
}

export async function slotsPart(context: ConsoleContext): Promise<Html> {
  const connection = await context.connection();
  const ledgers = await context.ledgers();
  const all = await Promise.all(ledgers.map((ledger) => limitersOf(connection, ledger)));
  const limiters = all.flat();
  const held = limiters.reduce((sum, { holders }) => sum + Object.keys(holders).length, 0);
  const waiting = limiters.reduce((sum, one) => sum + one.waiting.length, 0);
  const used = ledgers.map((ledger, index) => ({ ledger, limiters: all[index]! })).filter((one) => one.limiters.length > 0);
  return html`<div id="live" data-from="/part/slots" data-done="false" aria-live="polite">
    ${ledgers.length === 0 ? empty(noLedger(context)) : ''}
    ${
      ledgers.length > 0
        ? figures([
            { number: held, what: 'slots held' },
            { number: waiting, what: 'operations waiting' },
          ])
        : ''
    }
    ${used.map(
      (one) =>
        html`${used.length > 1 ? html`<h2>${one.ledger.target}</h2>` : ''}
          <div class="panels">${one.limiters.map((limiter) => panel(limiter, connection.now()))}</div>`,
    )}
  </div>`;
}

async function limitersOf(connection: Connection, ledger: Ledger): Promise<Limiter[]> {
  const known = (await partition(connection, ledger, 'LIMITERS')).map((item) => textIn(item, 'sk') ?? '');
  const isManagement = ledger.target.startsWith('management');
  const names = [...(isManagement ? standing : []), ...known.map((name) => [name, ofUnit] as const)];
  return Promise.all(
    names.map(async ([name, what]) => {
      const items = await partition(connection, ledger, `LIMITER#${name}`);
      const holders = state.safeParse(items.find((item) => textIn(item, 'sk') === 'STATE')).data?.holders ?? {};
      return { name, what, holders, waiting: items.filter((item) => textIn(item, 'sk')?.startsWith('QUEUE#')) };
    }),
  );
}

function panel({ name, what, holders, waiting }: Limiter, now: number): Html {
  const held = Object.entries(holders);
  return html`<section class="panel" aria-label="Limiter ${name}">
    <h2><code>${name}</code></h2>
    <p class="meta">${what}</p>
    <h3>Held</h3>
    ${held.length === 0 ? html`<p class="meta">Nobody holds a slot.</p>` : ''}
    <ul class="queue held">
      ${held.map(
        ([holder, { phase, since, executionArn, operation, exclusive }]) =>
          html`<li>
            <span
              ><strong>${holder}</strong>
              <span class="meta"
                >${phase.toLowerCase()} ${formatDuration(Math.max(0, now - Date.parse(since)))}
                ago${exclusive ? ', alone' : ''}${operation ? `, for ${operation}` : ''}${executionArn ? html`, by ${executionLink(executionArn)}` : ''}</span
              ></span
            >
          </li>`,
      )}
    </ul>
    ${
      waiting.length > 0
        ? html`<h3>${waiting.length} waiting</h3>
            <ul class="queue">
              ${waiting.slice(0, 50).map(
                (item) =>
                  html`<li>
                    <span
                      ><strong>${textIn(item, 'holder') ?? textIn(item, 'sk')}</strong>
                      <span class="meta"
                        >${textIn(item, 'executionArn') ? executionLink(textIn(item, 'executionArn')!) : ''}</span
                      ></span
                    >
                  </li>`,
              )}
            </ul>
            ${waiting.length > 50 ? html`<p class="meta">and ${waiting.length - 50} more</p>` : ''}`
        : ''
    }
  </section>`;
}
