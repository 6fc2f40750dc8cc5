/** The executions that are watched: their events as they come, and the traces made of them. */
import { buildTrace } from '../../trace/build-trace.ts';
import type { Trace, TraceEvent, TraceSource } from '../../trace/trace.ts';
import type { ObservedEvent } from '../connection.ts';
import type { MapCounts } from './execution-tree.ts';

interface Observed {
  readonly events: TraceEvent[];
  last: number;
}

export class ObservedExecutions {
  private readonly executions = new Map<string, Observed>();

  constructor(
    readonly executionArn: string,
    private readonly source: TraceSource,
  ) {}

  /** Takes an event in; false where it was known. */
  add({ executionArn, event }: Pick<ObservedEvent, 'executionArn' | 'event'>): boolean {
    let known = this.executions.get(executionArn);
    if (!known) this.executions.set(executionArn, (known = { events: [], last: 0 }));
    if (event.id! <= known.last) return false;
    known.last = event.id!;
    known.events.push(event as unknown as TraceEvent);
    return true;
  }

  /** The trace of the execution that is watched, as far as it is known. */
  trace(): Trace {
    const events = this.executions.get(this.executionArn)?.events ?? [];
    return buildTrace(events, { source: this.source, executionArn: this.executionArn });
  }

  /** Counts of the Map Runs whose executions were seen: by the event that started each. */
  mapRuns(trace: Trace): Map<number, MapCounts> {
    const counts = new Map<number, MapCounts>();
    for (const { arn, kind, eventId } of trace.children) {
      if (kind !== 'map-run') continue;
      /* arn:...:mapRun:<machine>/<label>:<id>; its executions are arn:...:execution:<machine>/<label>:<id>. */
      const of = arn.split(':')[6]!;
      const children = [...this.executions]
        .filter(([child]) => child.split(':')[6] === of)
        .map(([, { events }]) => events.at(-1)!.type);
      const ok = children.filter((type) => type === 'ExecutionSucceeded').length;
      const failed = children.filter((type) => /^Execution(Failed|TimedOut|Aborted)$/.test(type)).length;
      counts.set(eventId, { total: children.length, ok, failed, running: children.length - ok - failed });
    }
    return counts;
  }
}
