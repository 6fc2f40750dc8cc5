import type { Gap, TraceEvent } from './trace.ts';

/** Events that a history may hold. https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html */
const mostEvents = 25_000;

/** What a history does not tell, and why. */
export function gapsOf(events: readonly TraceEvent[], { truncated, ended }: { truncated: number; ended: boolean }): Gap[] {
  const gaps: Gap[] = [];
  const ids = new Set(events.map(({ id }) => id));
  const last = events.at(-1)?.id ?? 0;
  if (events.length === 0)
    gaps.push({ what: 'no event', why: 'the history is empty: it has expired (90 days), or the machine is Express' });
  if (last > events.length) {
    gaps.push({
      what: `${last - events.length} events are missing`,
      why: 'pages of the history were not read, or were left out of the file',
    });
  }
  const orphans = events.filter(({ previousEventId = 0 }) => previousEventId > 0 && !ids.has(previousEventId)).length;
  if (orphans > 0)
    gaps.push({ what: `${orphans} events follow one that is missing`, why: 'they are shown with the state that ran before' });
  if (truncated > 0)
    gaps.push({
      what: `${truncated} events without their data`,
      why: 'it was longer than the history keeps, or was not asked for',
    });
  if (events.length >= mostEvents)
    gaps.push({ what: 'the history is full', why: 'Step Functions ends an execution at 25,000 events' });
  if (events.length > 0 && !ended) gaps.push({ what: 'no end', why: 'the execution was running when its history was read' });
  return gaps;
}
