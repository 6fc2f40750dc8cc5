import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildTrace } from '../../trace/build-trace.ts';
import type { Act } from '../../trace/accountability.ts';
import type { BundleData, PageData } from '../../viewer/page-data.ts';
import { executionData, pageAssets, tracePage, type ExecutionParts } from '../../viewer/trace-page.ts';
import { childrenByDefault } from '../children-limit.ts';
import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { isBundle, readBundleParts } from '../evidence/read-bundle.ts';
import { ExitCode } from '../exit-code.ts';
import { findExecution } from '../find-execution.ts';
import { openFile } from '../open-file.ts';
import { projectRoot } from '../project-root.ts';
import { readChildren, unfetchedGap } from '../read-children.ts';
import { readExecution } from '../read-execution.ts';
import { isHistoryFile, readHistoryFile } from '../read-history-file.ts';
import type { Terminal } from '../terminal.ts';

interface TraceOptions extends ConnectionOptions {
  readonly output?: string;
  readonly json?: boolean;
  readonly compare?: string;
  readonly children?: number | true;
  readonly withoutData?: boolean;
  readonly open?: boolean;
}

/** `groundcrew trace <execution|file>`: writes the page of an execution, or its trace as JSON. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as TraceOptions;
  const { subject, other, children, acts, bundle } = await readAll(args[0]!, options, terminal);
  const { source, executionArn, history, gaps = [] } = subject;
  const trace = buildTrace(history, { source, executionArn, gaps });
  if (options.json) {
    terminal.out(JSON.stringify({ schemaVersion: 1, trace }, null, 2));
    return ExitCode.Done;
  }
  const data: PageData = {
    pageVersion: 1,
    madeBy: `groundcrew ${version()}`,
    subject: await executionData(subject),
    children: await Promise.all(children.map(executionData)),
    ...(other ? { other: await executionData(other) } : {}),
    ...(acts ? { acts } : {}),
    ...(bundle ? { bundle } : {}),
  };
  const file = resolve(options.output ?? `${fileName(trace.execution.name)}.trace.html`);
  writeFileSync(file, tracePage(data, pageAssets(projectRoot)));
  terminal.out(file);
  for (const { what, why } of trace.gaps) terminal.note(`  gap: ${what} (${why})`);
  terminal.note('  open it in a browser: it needs no network');
  if (options.open) openFile(file, terminal);
  return ExitCode.Done;
};

interface Read {
  readonly subject: ExecutionParts;
  readonly other: ExecutionParts | undefined;
  readonly children: readonly ExecutionParts[];
  readonly acts?: readonly Act[];
  readonly bundle?: BundleData;
}

/** Reads what was named; a connection is opened only where something is not a file. */
async function readAll(reference: string, options: TraceOptions, terminal: Terminal): Promise<Read> {
  const references = [reference, ...(options.compare === undefined ? [] : [options.compare])];
  const connection = references.every(isHistoryFile) ? undefined : await connect(options, terminal);
  try {
    const read = async (name: string): Promise<ExecutionParts> => {
      if (isBundle(name)) return (await readBundleParts(name)).subject;
      return isHistoryFile(name) ? readHistoryFile(name) : readNamed(connection!, name, options);
    };
    const other = options.compare === undefined ? undefined : await read(options.compare);
    if (isBundle(reference)) {
      const { problems, ...parts } = await readBundleParts(reference);
      for (const { name, detail } of problems) terminal.note(`  not as captured ✗  ${name}: ${detail}`);
      return { ...parts, other };
    }
    const subject = await read(reference);
    if (options.children === undefined || connection === undefined || isHistoryFile(reference)) {
      return { subject: withGaps(subject, unfetchedGap(subject)), other, children: [] };
    }
    const most = options.children === true ? childrenByDefault : options.children;
    const { children, gaps } = await readChildren(connection, subject, most, options);
    return { subject: withGaps(subject, gaps), other, children };
  } finally {
    await connection?.close();
  }
}

async function readNamed(connection: Connection, name: string, options: TraceOptions): Promise<ExecutionParts> {
  return readExecution(connection, await findExecution(connection, name), options);
}

const withGaps = (parts: ExecutionParts, gaps: ExecutionParts['gaps'] = []): ExecutionParts => ({
  ...parts,
  gaps: [...(parts.gaps ?? []), ...gaps],
});

const version = (): string =>
  (JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }).version;

/** Execution names hold only characters that file names may; those of files do not. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^\.+/, '')
      .slice(0, 100) || 'execution'
  );
}
