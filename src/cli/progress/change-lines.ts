/** Changes of an execution as lines, one at a time: for logs, pipes and scripts. */
import { detailsOf, textOf, timeOf } from '../../trace/event-details.ts';
import type { TraceEvent } from '../../trace/trace.ts';
import type { ObservedEvent } from '../connection.ts';
import { singleLine } from '../format/table.ts';
import type { TreeStatus } from './execution-tree.ts';

export interface Change {
  readonly at: number;
  readonly status: TreeStatus;
  /** Name of the execution, for those below the one that is watched. */
  readonly execution: string;
  readonly what: string;
  readonly detail: string;
}

const statuses: readonly (readonly [RegExp, TreeStatus])[] = [
  [/StateEntered$|^ExecutionStarted$|^ExecutionRedriven$/, 'running'],
  [/StateExited$|^ExecutionSucceeded$|^MapRunSucceeded$/, 'ok'],
  [/^(Task|LambdaFunction|Activity)(Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/, 'retrying'],
  [/^MapIterationFailed$|^ExecutionFailed$|^ExecutionTimedOut$|^MapRunFailed$/, 'failed'],
  [/^ExecutionAborted$/, 'aborted'],
];

/** What an event changes; undefined for events that a person does not need. */
export function changeOf({ executionArn, event }: Pick<ObservedEvent, 'executionArn' | 'event'>): Change | undefined {
  const type = event.type!;
  const status = statuses.find(([pattern]) => pattern.test(type))?.[1];
  if (status === undefined) return undefined;
  const details = detailsOf(event as unknown as TraceEvent);
  const index = details['index'];
  return {
    at: timeOf(event as unknown as TraceEvent),
    status,
    execution: executionArn.split(':').slice(7).join(':'),
    what: typeof index === 'number' ? `${textOf(details, 'name') ?? 'item'} #${index}` : (textOf(details, 'name') ?? type),
    detail: [textOf(details, 'error'), textOf(details, 'cause')].filter(Boolean).join(': '),
  };
}

/** Stable columns for scripts: time, status in words, execution, what, detail; tabs between them. */
export function plainLine({ at, status, execution, what, detail }: Change): string {
  return [new Date(at).toISOString(), status, execution, what, detail].map(singleLine).join('\t');
}
