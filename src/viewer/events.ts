import { detailsOf, textOf, timeOf } from '../trace/event-details.ts';
import { escapeXml } from '../trace/graph-svg.ts';
import type { Trace, TraceEvent } from '../trace/trace.ts';
import { duration, time } from './format.ts';

/** Rows of one table: a browser lays out only the tables that are in sight. */
const rowsOfTable = 250;

/** Every event in the order of ids, with its JSON. */
export function eventsView({ events, execution }: Trace): string {
  const tables: string[] = [];
  for (let first = 0; first < events.length; first += rowsOfTable) {
    const rows = events.slice(first, first + rowsOfTable).map((event) => row(event, execution.startedAt));
    const caption = `Events ${events[first]!.id} to ${events[Math.min(first + rowsOfTable, events.length) - 1]!.id}`;
    tables.push(
      `<div class="chunk"><table><caption>${caption}</caption><thead><tr><th scope="col">id</th><th scope="col">after</th><th scope="col">time (UTC)</th><th scope="col">elapsed</th><th scope="col">type</th><th scope="col">what</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`,
    );
  }
  return tables.join('\n');
}

function row(event: TraceEvent, startedAt: number): string {
  const { id, previousEventId = 0, type } = event;
  const details = detailsOf(event);
  const what = textOf(details, 'name') ?? textOf(details, 'error') ?? textOf(details, 'resource') ?? '';
  const bad = /(Failed|TimedOut|Aborted)$/.test(type) ? ' class="bad"' : '';
  const after = previousEventId > 0 ? `<a href="#e${previousEventId}">${previousEventId}</a>` : '';
  const json = escapeXml(JSON.stringify(event, undefined, 2));
  return `<tr id="e${id}"${bad}><td>${id}</td><td>${after}</td><td>${time(timeOf(event))}</td><td>${duration(timeOf(event) - startedAt)}</td><td>${escapeXml(type)}</td><td>${escapeXml(what)}<details><summary>JSON</summary><pre tabindex="0">${json}</pre></details></td></tr>`;
}
