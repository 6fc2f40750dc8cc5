/** The frame of every page: navigation, heading, main. `html` escapes every value that is put into it. */
import { html, raw } from 'hono/html';
import type { ConsoleContext } from './context.ts';

export type Html = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  /** Path of the navigation entry that the page belongs to. */
  readonly path: string;
  /** One or two sentences below the heading. */
  readonly lead?: Html | string;
  /** Pages above this one. */
  readonly above?: readonly { readonly path: string; readonly name: string }[];
  readonly body: Html | Promise<Html>;
  /** The part `#live` is fetched again every few seconds. */
  readonly live?: boolean;
}

type Entry = readonly [path: string, name: string];

const groups: readonly (readonly [name: string, entries: readonly Entry[]])[] = [
  [
    'Run',
    [
      ['/', 'Overview'],
      ['/workflows', 'Workflows'],
      ['/executions', 'Executions'],
      ['/approvals', 'Approvals'],
    ],
  ],
  [
    'Organization',
    [
      ['/organization', 'Units and accounts'],
      ['/findings', 'Findings'],
      ['/drills', 'Drills'],
      ['/calendar', 'Calendar'],
    ],
  ],
  [
    'Records',
    [
      ['/slots', 'Slots'],
      ['/ledger', 'Ledger'],
      ['/evidence', 'Evidence'],
    ],
  ],
];

/** A shield with a path through it. */
const mark =
  '<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M12 2 4 5v6c0 5 3.4 9.4 8 11 4.6-1.6 8-6 8-11V5z"/><path d="M8 12.2 11 15l5.2-6.2"/></svg>';

export async function frame(context: ConsoleContext, page: Page): Promise<Html> {
  const { title, path, lead, above = [], body, live = false } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="same-origin" />
        <title>${title} · Groundcrew</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
        ${live ? raw('<script src="/live.js" defer></script>') : ''}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the page</a>
        <header>
          <p class="product"><a href="/">${raw(mark)} Groundcrew</a></p>
          <p class="where">
            ${context.simulated ? html`<span class="chip simulated">Simulation</span> ` : ''}<span>${context.description}</span>
            ${context.readOnly ? html`<span class="chip">reads and approves only</span>` : ''}
          </p>
          <nav aria-label="Console">
            ${groups.map(
              ([name, entries]) =>
                html`<h2>${name}</h2>
                  <ul>
                    ${entries.map(
                      ([to, text]) =>
                        html`<li>
                          <a href="${to}" ${to === path ? raw('aria-current="page"') : ''}>${text}</a>
                        </li>`,
                    )}
                  </ul>`,
            )}
          </nav>
        </header>
        <main id="main" tabindex="-1">
          ${
            above.length > 0
              ? html`<p class="above">
                  ${above.map(({ path: to, name }) => html`<a href="${to}">${name}</a> <span aria-hidden="true">›</span> `)}
                </p>`
              : ''
          }
          <h1>${title}</h1>
          ${lead ? html`<p class="lead">${lead}</p>` : ''} ${await body}
        </main>
      </body>
    </html>`;
}

const signs: Readonly<Record<string, string>> = {
  SUCCEEDED: '✓',
  APPROVED: '✓',
  ACTIVE: '✓',
  REMEDIATED: '✓',
  VERIFIED: '✓',
  UNDONE: '✓',
  PASS: '✓',
  ENDED: '✓',
  FAILED: '✗',
  REJECTED: '✗',
  FAIL: '✗',
  TIMED_OUT: '⧖',
  ABORTED: '■',
  RUNNING: '▸',
  ARMED: '▸',
  ENDING: '▸',
  PENDING: '⧖',
  SUSPENDED: '■',
};

/** A status as word and sign: never by colour alone. */
export function badge(status: string): Html {
  const sign = Object.hasOwn(signs, status) ? signs[status]! : '·';
  return html`<span class="badge" data-status="${status}"
    ><span aria-hidden="true">${sign}</span> ${status.toLowerCase().replaceAll('_', ' ')}</span
  >`;
}

export function time(date: Date | string | number | undefined): Html | string {
  if (date === undefined) return '–';
  const iso = new Date(date).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

export interface Column {
  readonly name: string;
  readonly number?: boolean;
  /** Holds names and times: it is not broken into lines where there is room. */
  readonly short?: boolean;
}

const classOf = ({ number, short }: Column): string => (number ? 'number' : short ? 'short' : '');

/** A table with a caption for screen readers; says in words when it is empty. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
  nothing: Html | string,
): Html {
  if (rows.length === 0) return empty(nothing);
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) => html`<td class="${columns[index] ? classOf(columns[index]) : ''}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Said where there is nothing yet, with what to do about it. */
export function empty(text: Html | string): Html {
  return html`<p class="empty">${text}</p>`;
}

/** Facts as pairs; those without a value are left out. */
export function facts(pairs: readonly (readonly [name: string, value: unknown])[]): Html {
  const known = pairs.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl class="facts">
    ${known.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

export interface Figure {
  readonly number: number | string;
  readonly what: Html | string;
  /** Needs somebody's attention when it is not 0. */
  readonly alarm?: boolean;
}

/** Numbers that tell how things stand. */
export function figures(list: readonly Figure[]): Html {
  return html`<ul class="cards">
    ${list.map(
      ({ number, what, alarm }) =>
        html`<li class="${alarm && number !== 0 ? 'alarm' : ''}"><strong>${number}</strong> <span>${what}</span></li>`,
    )}
  </ul>`;
}

/** A text in which lines matter: JSON, YAML, a CSV. */
export function code(text: string): Html {
  return html`<pre tabindex="0"><code>${text}</code></pre>`;
}

export interface Notice {
  readonly text: string;
  readonly problem?: boolean;
}

/** How an action went; read out at once. */
export function noticeOf(notice: Notice | undefined): Html | string {
  if (!notice) return '';
  return html`<p class="${notice.problem ? 'problem' : 'done'}" role="${notice.problem ? 'alert' : 'status'}">${notice.text}</p>`;
}

export const executionPath = (executionArn: string): string => `/executions/${encodeURIComponent(executionArn)}`;

export function executionLink(executionArn: string): Html {
  return html`<a href="${executionPath(executionArn)}">${executionArn.split(':').at(-1)!}</a>`;
}
