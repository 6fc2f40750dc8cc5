/** A trace as one HTML file. */
import { createHash } from 'node:crypto';
import { escapeXml } from '../trace/graph-svg.ts';
import type { Trace } from '../trace/trace.ts';
import { eventsView } from './events.ts';
import { badge, time } from './format.ts';
import { graphView } from './graph.ts';
import { style } from './style.ts';
import { sourceOf, summaryView } from './summary.ts';
import { timelineView } from './timeline.ts';

/**
 * The page: it opens from disk, makes no request and runs no script; its policy lets nothing in but its own style sheet. `definition` is the
 * parsed definition, for the graph.
 */
export async function tracePage(trace: Trace, definition?: Readonly<Record<string, unknown>>): Promise<string> {
  const { execution, source } = trace;
  const title = `${execution.name} · ${execution.stateMachine}`;
  const simulated = source.kind === 'local-simulation';
  const hash = createHash('sha256').update(style).digest('base64');
  const views: readonly (readonly [id: string, name: string, html: string])[] = [
    ['summary', 'Summary', summaryView(trace)],
    ['graph', 'Graph', await graphView(trace, definition)],
    ['timeline', 'Timeline', timelineView(trace)],
    ['events', 'Events', eventsView(trace)],
  ];
  return `<!doctype html>
<html lang="en"${simulated ? ' class="simulated"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${escapeXml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#summary">Skip to the summary</a>
${simulated ? `<aside class="banner" aria-label="Simulation">Simulated: ${escapeXml(sourceOf(source))}. Nothing of this happened at AWS.</aside>` : ''}
<header><h1>${escapeXml(execution.name)}</h1>
<p>${escapeXml(execution.stateMachine)} ${badge(execution.status)} ${time(execution.startedAt)} UTC</p></header>
<nav aria-label="Views"><ul>${views.map(([id, name]) => `<li><a href="#${id}">${name}</a></li>`).join('')}</ul></nav>
<main>
${views.map(([id, name, html]) => `<section id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name">${name}</h2>\n${html}\n</section>`).join('\n')}
</main>
<footer><p>Made by groundcrew from the execution's history, ${trace.events.length} events. Trace version ${trace.traceVersion}.</p></footer>
</body>
</html>
`;
}
