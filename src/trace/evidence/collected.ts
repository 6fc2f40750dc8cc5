/** What was read of an execution, before anything is made of it. */
import type { Gap } from '../trace.ts';
import type { JsonObject } from './json.ts';

export interface CollectedExecution {
  /** What DescribeExecution answered. */
  readonly execution: JsonObject;
  /** What GetExecutionHistory answered, page by page, oldest event first; without the paging tokens, which are secrets for a day. */
  readonly pages: readonly { readonly events: readonly JsonObject[] }[];
  /** What DescribeStateMachineForExecution answered; undefined when the machine is gone. */
  readonly definition?: JsonObject;
  /** Executions that it started and waited for, and those of its Map Runs. */
  readonly children: readonly CollectedExecution[];
  readonly gaps: readonly Gap[];
}

/** Every event of an execution, in the order of the history. */
export function eventsOf({ pages }: Pick<CollectedExecution, 'pages'>): JsonObject[] {
  return pages.flatMap(({ events }) => events);
}

/** The execution and all below it, parents first. */
export function withDescendants(collected: CollectedExecution): CollectedExecution[] {
  return [collected, ...collected.children.flatMap(withDescendants)];
}
