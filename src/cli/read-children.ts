/** The executions that an execution started: its `.sync` children and those of its Map Runs, and theirs. */
import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { buildTrace } from '../trace/build-trace.ts';
import type { Gap } from '../trace/trace.ts';
import type { ExecutionParts } from '../viewer/trace-page.ts';
import type { Connection } from './connection.ts';
import { readExecution, type ReadOptions } from './read-execution.ts';

export interface Children {
  readonly children: readonly ExecutionParts[];
  /** Of the parent: children that were not fetched. */
  readonly gaps: readonly Gap[];
}

/** Reads at most `most` children, breadth first. */
export async function readChildren(
  connection: Pick<Connection, 'stepFunctionsOf' | 'origin'>,
  parent: ExecutionParts,
  most: number,
  options: ReadOptions,
): Promise<Children> {
  const children: ExecutionParts[] = [];
  let left = 0;
  let unreadable = 0;
  const queue: ExecutionParts[] = [parent];
  for (let of = queue.shift(); of; of = queue.shift()) {
    const trace = buildTrace(of.history, { source: of.source, executionArn: of.executionArn });
    for (const { arn, kind } of trace.children) {
      const arns = kind === 'execution' ? [arn] : await executionsOf(connection.stepFunctionsOf(arn), arn).catch(() => undefined);
      if (arns === undefined) {
        unreadable += 1;
        continue;
      }
      for (const executionArn of arns) {
        if (children.length >= most) {
          left += 1;
          continue;
        }
        const child = await readExecution(connection, executionArn, options).catch(() => undefined);
        if (child === undefined) {
          unreadable += 1;
          continue;
        }
        const read = kind === 'map-run' ? { ...child, mapRunArn: arn } : child;
        children.push(read);
        queue.push(read);
      }
    }
  }
  return {
    children,
    gaps: [
      ...(left > 0
        ? [
            {
              what: `${left} child executions were not fetched`,
              why: `at most ${most} were asked for (--children ${most + left})`,
            },
          ]
        : []),
      ...(unreadable > 0
        ? [
            {
              what: `${unreadable} children could not be read`,
              why: 'their histories have expired, or the credentials may not read them',
            },
          ]
        : []),
    ],
  };
}

/** Child executions of a Map Run, the first started first. */
async function executionsOf(stepFunctions: SFNClient, mapRunArn: string): Promise<string[]> {
  const found: { arn: string; at: number }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await stepFunctions.send(new ListExecutionsCommand({ mapRunArn, maxResults: 1000, nextToken }));
    for (const { executionArn, startDate } of page.executions ?? [])
      found.push({ arn: executionArn!, at: startDate?.getTime() ?? 0 });
    nextToken = page.nextToken;
  } while (nextToken);
  return found.sort((one, other) => one.at - other.at).map(({ arn }) => arn);
}

/** What a page without its children says. */
export function unfetchedGap(parent: ExecutionParts): readonly Gap[] {
  const { children } = buildTrace(parent.history, { source: parent.source, executionArn: parent.executionArn });
  if (children.length === 0) return [];
  return [
    {
      what: `${children.length} child executions or Map Runs are named, not shown`,
      why: 'each has a history of its own: --children fetches them',
    },
  ];
}
