import { escapeXml } from '../trace/graph-svg.ts';
import type { Attempt, Trace, Visit } from '../trace/trace.ts';
import { badge, duration, payload, statusClass, time } from './format.ts';

/** Width of the time axis in the units of its SVG. */
const axis = 1000;
/** The smallest bar, so that an instant is seen. */
const smallest = 3;

/** Each state as a row in the order of entry; attempts are bars of their own, the time between them is a thin line. */
export function timelineView({ visits, execution, events }: Trace): string {
  const from = execution.startedAt;
  const until = Math.max(execution.endedAt ?? 0, ...lastTimes(visits), from + 1);
  const place = (at: number): number => Math.round(((at - from) / (until - from)) * (axis - smallest) * 10) / 10;
  const depths = depthsOf(visits);
  if (visits.length === 0) return `<p>No state was entered (${events.length} events).</p>`;
  return `<p class="hint">From ${time(from)} to ${time(until)} UTC, ${duration(until - from)}. Open a row for its data.</p>
<ol class="rows">${visits.map((visit) => row(visit, depths.get(visit.id) ?? 0, place, until)).join('\n')}</ol>`;
}

const lastTimes = (visits: readonly Visit[]): number[] => {
  let last = 0;
  for (const { enteredAt, exitedAt, attempts } of visits)
    last = Math.max(last, enteredAt, exitedAt ?? 0, attempts.at(-1)?.endedAt ?? 0);
  return [last];
};

function depthsOf(visits: readonly Visit[]): Map<number, number> {
  const depths = new Map<number, number>();
  for (const { id, parent } of visits) depths.set(id, parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1);
  return depths;
}

function row(visit: Visit, depth: number, place: (at: number) => number, until: number): string {
  const { id, state, type, number, lane, enteredAt, status, attempts } = visit;
  const end = visit.exitedAt ?? attempts.at(-1)?.endedAt ?? (status === 'RUNNING' ? until : enteredAt);
  return `<li class="d${Math.min(depth, 6)}" id="v${id}"><details><summary><span class="state-name">${escapeXml(state)} <small>${escapeXml(type)}</small>${number > 1 ? ` <small>visit ${number}</small>` : ''}${attempts.length > 1 ? ` <small>${attempts.length} attempts</small>` : ''}${lane ? ` <small>${escapeXml(lane)}</small>` : ''}</span>${badge(status)}<span class="took">${duration(end - enteredAt)}</span>${bars(visit, end, place)}</summary>
<p>${escapeXml(type)}, entered ${time(enteredAt)} UTC, <a href="#e${id}">event ${id}</a></p>
${attempts.map((attempt, index) => attemptText(attempt, attempts[index - 1])).join('')}
${visit.input === undefined ? '' : `<h4>Input</h4>${payload(visit.input)}`}${visit.output === undefined ? '' : `<h4>Output</h4>${payload(visit.output)}`}</details></li>`;
}

function bars({ enteredAt, attempts, status }: Visit, end: number, place: (at: number) => number): string {
  const bar = (from: number, to: number, name: string): string =>
    `<rect class="${name}" x="${place(from)}" y="3" width="${Math.max(smallest, place(to) - place(from))}" height="10" rx="2"/>`;
  const whole = `<rect class="between" x="${place(enteredAt)}" y="7.5" width="${Math.max(smallest, place(end) - place(enteredAt))}" height="1.5"/>`;
  const inner =
    attempts.length === 0
      ? bar(enteredAt, end, statusClass(status))
      : attempts
          .map(({ scheduledAt, startedAt, endedAt, status: ended }) => {
            const queued = startedAt !== undefined && startedAt > scheduledAt ? bar(scheduledAt, startedAt, 'queued') : '';
            return queued + bar(startedAt ?? scheduledAt, endedAt ?? end, statusClass(ended));
          })
          .join('');
  return `<svg class="bars" viewBox="0 0 ${axis} 16" preserveAspectRatio="none" aria-hidden="true">${whole}${inner}</svg>`;
}

function attemptText(attempt: Attempt, before: Attempt | undefined): string {
  const { number, resource, scheduledAt, startedAt, endedAt, status, error, cause } = attempt;
  const parts = [
    before?.endedAt === undefined ? '' : `after a wait of ${duration(scheduledAt - before.endedAt)}`,
    startedAt === undefined || startedAt === scheduledAt ? '' : `queued ${duration(startedAt - scheduledAt)}`,
    endedAt === undefined ? '' : `took ${duration(endedAt - (startedAt ?? scheduledAt))}`,
  ];
  return `<p>Attempt ${number} ${badge(status)} ${escapeXml(resource)} ${parts.filter(Boolean).join(', ')}</p>${
    error === undefined ? '' : `<p class="error"><strong>${escapeXml(error)}</strong></p>${payload(cause ?? '')}`
  }`;
}
