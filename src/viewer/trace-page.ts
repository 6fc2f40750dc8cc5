/** Page data as one HTML file that opens from disk: one script, one style sheet, the data compressed; it asks for nothing. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chainHead, chainHeader } from '../trace/evidence/event-chain.ts';
import type { JsonObject } from '../trace/evidence/json.ts';
import { graphRules } from '../trace/graph-style.ts';
import { escapeXml } from '../trace/graph-svg.ts';
import { layOut } from '../trace/layout.ts';
import { stateGraph } from '../trace/state-graph.ts';
import type { Gap, TraceEvent, TraceSource } from '../trace/trace.ts';
import type { ExecutionData, PageData } from './page-data.ts';

/** The page's program, built by `npm run build`. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Reads the built program below the repository's root. */
export function pageAssets(root: string): PageAssets {
  const read = (file: string): string => readFileSync(join(root, 'dist/viewer', file), 'utf8').trimEnd();
  return { script: read('page.js'), style: `${read('page.css')}\n${graphRules}` };
}

export interface ExecutionParts {
  readonly source: TraceSource;
  readonly executionArn: string;
  readonly history: readonly TraceEvent[];
  readonly definition?: Readonly<Record<string, unknown>> | undefined;
  readonly gaps?: readonly Gap[];
  /** ISO 8601; the first event's time where it is not given. */
  readonly startDate?: string | undefined;
  readonly mapRunArn?: string | undefined;
}

/** What the page needs of an execution: its events in ascending order and as JSON, their chain, the graph placed. */
export async function executionData(parts: ExecutionParts): Promise<ExecutionData> {
  const { source, executionArn, definition, gaps, mapRunArn } = parts;
  const sorted = [...parts.history].sort((one, other) => one.id - other.id);
  const history = JSON.parse(JSON.stringify(sorted.map(isoTimes))) as TraceEvent[];
  const startDate = parts.startDate ?? String(history[0]?.timestamp ?? '');
  const graph = definition === undefined ? undefined : stateGraph(definition);
  return {
    source,
    executionArn,
    history,
    startDate,
    chainHead: chainHead(chainHeader(executionArn, startDate), history as unknown as JsonObject[], digest),
    ...(definition === undefined || graph === undefined
      ? {}
      : {
          definition,
          layouts: {
            whole: await layOut(graph, { withMarks: true }),
            folded: await layOut(graph, { withMarks: true, folded: true }),
          },
        }),
    ...(gaps === undefined || gaps.length === 0 ? {} : { gaps }),
    ...(mapRunArn === undefined ? {} : { mapRunArn }),
  };
}

/** Local histories count milliseconds where AWS's SDK has dates: the page has one form. */
const isoTimes = (event: TraceEvent): TraceEvent => ({ ...event, timestamp: new Date(event.timestamp).toISOString() });

/** The file. Its policy lets in nothing but its own script and style sheet, by their hashes. */
export function tracePage(data: PageData, { script, style }: PageAssets): string {
  const { source, executionArn } = data.subject;
  const [, , , , , , machine = '', name = ''] = executionArn.split(':');
  const simulated = source.kind === 'local-simulation';
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash(script)}'`,
    `style-src 'sha256-${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const packed = gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>${escapeXml(`${name} · ${machine}`)}</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<div id="print"></div>
<noscript><p>${simulated ? 'Simulated. ' : ''}${escapeXml(name)}, ${escapeXml(machine)}: this page shows its data with its own script, which this browser does not run. The data is in this file, gzip in base64.</p></noscript>
<template id="data">${packed}</template>
<script>${script}</script>
</body>
</html>
`;
}

const digest = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
