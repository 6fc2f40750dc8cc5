import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { html } from 'hono/html';
import type { Connection } from '../../connection.ts';
import { readResidue, type DrillArtefacts, type Residue } from '../../drill/artefacts.ts';
import { drillMachine } from '../../drill/drill-machines.ts';
import type { LedgerDrill } from '../../drill/ledger-drills.ts';
import { NotFoundError } from '../../errors.ts';
import type { ConsoleContext } from '../context.ts';
import { badge, empty, executionLink, facts, figures, frame, noticeOf, table, time, type Html, type Notice } from '../frame.ts';
import { organizationTree, type TreeUnit } from '../organization-tree.ts';

/** Name of every policy of a drill begins with it (handlers/dr-drill). */
const prefix = 'groundcrew-drill-';

/** What drills deny now, what any of them has left over, and how those before ended. */
export async function drillsPage(context: ConsoleContext, token: string, notice?: Notice): Promise<Html> {
  return frame(context, {
    title: 'Drills',
    path: '/drills',
    lead: 'What is denied to whom now, what any drill has left over, and how those before ended.',
    body: html`${noticeOf(notice)} ${await body(context, token)}`,
  });
}

async function body(context: ConsoleContext, token: string): Promise<Html> {
  const connection = await context.connection();
  let residue: Residue;
  try {
    residue = await readResidue(connection, await drillMachine(connection, 'drill-janitor'), []);
  } catch (error) {
    if (error instanceof NotFoundError) return empty(error.message);
    throw error;
  }
  const { drills, ledger } = residue;
  const left = drills.filter(({ underWay }) => !underWay);
  const denied = await deniedNow(connection, drills);
  return html`${ledger.frozen === undefined ? '' : noticeOf({ text: `Drills are frozen: ${ledger.frozen}`, problem: true })}
    ${figures([
      { number: drills.length - left.length, what: 'under way' },
      { number: left.length, what: 'left something over', alarm: true },
      { number: ledger.drills.length, what: 'in the ledger' },
    ])}
    <h2>Denied now</h2>
    ${
      denied.length === 0
        ? empty('Nothing. No policy of a drill is attached anywhere.')
        : table(
            'Denied now',
            [{ name: 'Below', short: true }, { name: 'Policy', short: true }, { name: 'Denies' }],
            denied.map(({ place, policy, denies }) => [
              place,
              html`<code>${policy}</code>`,
              html`<ul class="bullets">
                ${denies.map((one) => html`<li>${one}</li>`)}
              </ul>`,
            ]),
            '',
          )
    }
    ${drills.map((drill) => panel(context, drill, token))}
    <h2>Drills</h2>
    ${history(ledger.drills)}`;
}

interface Denied {
  readonly place: string;
  readonly policy: string;
  readonly denies: readonly string[];
}

/** Policies of drills that are attached, where they are and what they deny. The organization is read only when there is one. */
async function deniedNow(connection: Connection, drills: readonly DrillArtefacts[]): Promise<Denied[]> {
  if (!drills.some(({ artefacts }) => artefacts.some(({ kind }) => kind === 'attachment'))) return [];
  const client = connection.clientOf(OrganizationsClient, 'arn:aws:organizations:us-east-1:');
  try {
    return deniedIn(await organizationTree(client));
  } finally {
    client.destroy();
  }
}

function deniedIn({ name, policies, units, accounts }: TreeUnit): Denied[] {
  const own = [{ name, policies }, ...accounts].flatMap(({ name: place, policies: attached }) =>
    attached
      .filter((policy) => policy.name.startsWith(prefix))
      .map((policy) => ({ place, policy: policy.name, denies: policy.denies })),
  );
  return [...own, ...units.flatMap(deniedIn)];
}

function panel(context: ConsoleContext, { drillId, entry, artefacts, underWay }: DrillArtefacts, token: string): Html {
  const title = `${entry?.name ?? 'A drill that the ledger does not know'}: ${underWay ? 'under way' : 'left over'}`;
  return html`<section class="panel ${underWay ? 'armed' : 'left'}" aria-labelledby="drill-${drillId}">
    <h2 id="drill-${drillId}">${title}</h2>
    ${facts([
      ['Drill', html`<code>${drillId}</code>`],
      ['State in the ledger', entry && badge(entry.state)],
      ['Denies from', entry && time(entry.t0)],
      ['To at most', entry && time(entry.t1)],
      ['Execution', entry && executionLink(entry.executionArn)],
    ])}
    <h3>What there is of it</h3>
    <ul class="bullets">
      ${artefacts.map(({ kind, what }) => html`<li><strong>${kind}</strong> ${what}</li>`)}
    </ul>
    ${
      context.readOnly
        ? ''
        : html`<form method="post" action="/drills/${drillId}/abort" aria-labelledby="drill-${drillId}">
            <input type="hidden" name="token" value="${token}" />
            <label
              >Reason <small>recorded with the end of the drill</small><input name="reason" required maxlength="200"
            /></label>
            <div class="actions"><button class="danger">End it and take everything away</button></div>
          </form>`
    }
  </section>`;
}

function history(drills: readonly LedgerDrill[]): Html {
  const rows = [...drills]
    .sort((one, other) => (one.t0 < other.t0 ? 1 : -1))
    .map(({ name, state, verdict, t0, t1, executionArn }) => [
      name,
      badge(state),
      verdict === undefined ? '–' : badge(verdict),
      html`${time(t0)}<br />${time(t1)}`,
      executionLink(executionArn),
    ]);
  const columns = [
    { name: 'Drill' },
    ...['State', 'Verdict', 'Window'].map((name) => ({ name, short: true })),
    { name: 'Execution' },
  ];
  return table(
    'Drills',
    columns,
    rows,
    html`None was armed yet. <a href="/workflows/dr-drill">Start one</a>: its dry run changes nothing.`,
  );
}
