import { escapeXml } from '../trace/graph-svg.ts';
import type { Trace } from '../trace/trace.ts';
import { badge, duration, payload, time } from './format.ts';

/** What ran, how it ended and what the history does not tell: one screen. */
export function summaryView({ execution, source, visits, failures, children, gaps, events }: Trace): string {
  const facts: [string, string][] = [
    ['Status', badge(execution.status)],
    ['State machine', escapeXml(execution.stateMachine)],
    ['Execution', `<code>${escapeXml(execution.arn)}</code>`],
    ['Started', `${time(execution.startedAt)} UTC`],
    ...(execution.endedAt === undefined
      ? []
      : ([
          ['Ended', `${time(execution.endedAt)} UTC`],
          ['Took', duration(execution.endedAt - execution.startedAt)],
        ] as [string, string][])),
    ['States entered', String(visits.length)],
    ['Events', String(events.length)],
    ['Redriven', execution.redrives === 0 ? 'never' : `${execution.redrives} times`],
    ['Failures', `${failures.terminal.length} that ended it, ${failures.recovered} recovered by a retry or a catch`],
    ['Source', escapeXml(sourceOf(source))],
  ];
  const error =
    execution.error === undefined
      ? ''
      : `<h3>Error</h3><p class="error"><strong>${escapeXml(execution.error)}</strong></p>${payload(execution.cause ?? '')}`;
  return [
    `<dl class="facts">${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`,
    error,
    gaps.length === 0
      ? '<h3>Gaps</h3><p>None: the history is whole.</p>'
      : `<h3>Gaps</h3><ul>${gaps.map(({ what, why }) => `<li><strong>${escapeXml(what)}</strong>: ${escapeXml(why)}</li>`).join('')}</ul>`,
    children.length === 0
      ? ''
      : `<details><summary>${children.length} child executions and Map Runs</summary><ul>${children.map(({ arn, eventId }) => `<li><a href="#e${eventId}">event ${eventId}</a> <code>${escapeXml(arn)}</code></li>`).join('')}</ul></details>`,
    ...(['input', 'output'] as const).map((name) => {
      const text = execution[name];
      return text === undefined
        ? ''
        : `<details><summary>${name === 'input' ? 'Input' : 'Output'}</summary>${payload(text)}</details>`;
    }),
  ].join('\n');
}

export function sourceOf(source: Trace['source']): string {
  if (source.kind === 'aws') return `AWS account ${source.account}, ${source.region}`;
  if (source.kind === 'file') return `the file ${source.name}; where it came from is not verified`;
  return `simulated organization ${source.organization}${source.seed === undefined ? '' : `, seed ${source.seed}`}`;
}
