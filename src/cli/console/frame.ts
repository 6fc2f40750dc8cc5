/** The frame of every page: header, navigation, main. `html` escapes every value that is put into it. */
import { html, raw } from 'hono/html';
import type { ConsoleContext } from './context.ts';

export type Html = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  /** Path of the navigation entry that the page belongs to. */
  readonly path: string;
  readonly body: Html | Promise<Html>;
  /** The part `#live` is fetched again every few seconds. */
  readonly live?: boolean;
}

const entries: readonly (readonly [path: string, name: string])[] = [
  ['/', 'Overview'],
  ['/workflows', 'Workflows'],
  ['/executions', 'Executions'],
  ['/approvals', 'Approvals'],
  ['/organization', 'Organization'],
  ['/ledger', 'Ledger and slots'],
  ['/evidence', 'Evidence'],
];

export async function frame(context: ConsoleContext, { title, path, body, live = false }: Page): Promise<Html> {
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
          <p class="product"><a href="/">Groundcrew</a></p>
          <p class="where">
            ${context.simulated ? html`<span class="simulated">Simulation</span> ` : ''}${context.description}
            ${context.readOnly ? html`<span class="tag">reads and approves only</span>` : ''}
          </p>
          <nav aria-label="Console">
            <ul>
              ${entries.map(
                ([to, name]) =>
                  html`<li>
                    <a href="${to}" ${to === path ? raw('aria-current="page"') : ''}>${name}</a>
                  </li>`,
              )}
            </ul>
          </nav>
        </header>
        <main id="main" tabindex="-1">
          <h1>${title}</h1>
          ${await body}
        </main>
      </body>
    </html>`;
}

/** A status as word and sign: never by colour alone. */
export function badge(status: string): Html {
  const signs: Readonly<Record<string, string>> = {
    SUCCEEDED: '✓',
    APPROVED: '✓',
    ACTIVE: '✓',
    FAILED: '✗',
    REJECTED: '✗',
    TIMED_OUT: '⧖',
    ABORTED: '■',
    RUNNING: '▸',
    PENDING: '⧖',
    SUSPENDED: '■',
  };
  const sign = Object.hasOwn(signs, status) ? signs[status]! : '·';
  return html`<span class="badge" data-status="${status}"><span aria-hidden="true">${sign}</span> ${status}</span>`;
}

export function time(date: Date | string | number | undefined): Html | string {
  if (date === undefined) return '–';
  const iso = new Date(date).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

export interface Column {
  readonly name: string;
  readonly number?: boolean;
}

/** A table with a caption for screen readers; says in words when it is empty. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly unknown[])[], empty: string): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ name, number }) => html`<th scope="col" class="${number ? 'number' : ''}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) => html`<td class="${columns[index]?.number ? 'number' : ''}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A text in which lines matter: JSON, YAML, a CSV. */
export function code(text: string): Html {
  return html`<pre tabindex="0"><code>${text}</code></pre>`;
}

export function executionLink(executionArn: string): Html {
  return html`<a href="/executions/${encodeURIComponent(executionArn)}">${executionArn.split(':').at(-1)!}</a>`;
}
