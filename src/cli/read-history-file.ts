/** Traces from files: exported histories and the folders of simulated executions. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TraceEvent } from '../trace/trace.ts';
import type { ExecutionParts } from '../viewer/trace-page.ts';
import { InputFileError } from './errors.ts';

/** True when the argument names a file or a folder, and no execution. */
export function isHistoryFile(reference: string): boolean {
  return !reference.startsWith('arn:') && existsSync(reference);
}

/**
 * Reads a history from a file: what GetExecutionHistory answers, pages of it or its events alone, the console's export, or one event a
 * line; or from the folder of a simulated execution. The definition is read where it lies beside it.
 * @throws InputFileError when it holds no history.
 */
export function readHistoryFile(path: string): ExecutionParts {
  const folder = statSync(path).isDirectory() ? path : undefined;
  const file = folder === undefined ? path : join(folder, 'history.ndjson');
  const text = readFileSync(file, 'utf8');
  const events = eventsIn(text);
  if (events === undefined) {
    throw new InputFileError(
      `${file} holds no execution history`,
      'give the JSON of GetExecutionHistory, an export of the console, or history.ndjson',
    );
  }
  const record = folder === undefined ? undefined : readJson(join(folder, 'execution.json'));
  const arn =
    typeof record?.['executionArn'] === 'string' ? record['executionArn'] : `arn:aws:states:::execution:file:${basename(path)}`;
  const beside = folder === undefined ? undefined : readJson(join(folder, 'definition.asl.json'));
  const source =
    folder === undefined
      ? ({ kind: 'file', name: basename(path) } as const)
      : ({ kind: 'local-simulation', organization: basename(join(folder, '..', '..')) } as const);
  return { source, executionArn: arn, history: events, definition: beside };
}

function readJson(file: string): Record<string, unknown> | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : undefined;
}

function eventsIn(text: string): TraceEvent[] | undefined {
  const parsed = parse(text) ?? text.split('\n').filter(Boolean).map(parse);
  const pages = Array.isArray(parsed) ? parsed : [parsed];
  const events = pages.flatMap((page: unknown) => {
    if (typeof page !== 'object' || page === null) return [undefined];
    if ('events' in page && Array.isArray(page.events)) return page.events as unknown[];
    /* A line of a local history carries its hash beside the event. */
    return 'event' in page ? [page.event] : [page];
  });
  return events.every(isEvent) && events.length > 0 ? events : undefined;
}

const isEvent = (value: unknown): value is TraceEvent =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'number' &&
  'type' in value &&
  typeof value.type === 'string' &&
  'timestamp' in value;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
