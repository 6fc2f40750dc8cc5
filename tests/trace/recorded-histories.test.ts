/** Traces of histories that AWS wrote, when their folder is given, beside those of the same definitions on this engine. */
import type { Json } from '../../src/engine/json.ts';
import { loadCorpus } from '../conformance/corpus.ts';
import type { JsonObject, RecordedCase } from '../conformance/corpus.ts';
import { wasReordered } from '../conformance/parallel.ts';
import { historyAsRecorded, runRecorded } from '../conformance/run-execution-case.ts';
import { buildTrace } from '../../src/trace/build-trace.ts';
import type { Trace, TraceEvent } from '../../src/trace/trace.ts';

const corpus = process.env.GROUNDCREW_CONFORMANCE_CORPUS;
/* The recordings are not part of this repository, so they are compared where their folder is given, as .ci/run does. */
const whenGiven = corpus ? describe : describe.skip;

/**
 * What a trace says, without what differs from one run to the next: ids, times, payloads, ARNs, and with them the order of lanes that ran
 * beside each other.
 */
function outline({ execution, visits, lanes, failures, children, gaps }: Trace): unknown {
  const stateOf = new Map(visits.map(({ id, state, lane }) => [id, `${lane}/${state}`]));
  const sorted = <T>(items: readonly T[]): string[] => items.map((item) => JSON.stringify(item)).sort();
  return {
    status: execution.status,
    error: execution.error,
    redrives: execution.redrives,
    visits: sorted(
      visits.map(({ lane, state, number, type, status, parent, attempts }) => ({
        lane,
        state,
        number,
        type,
        status,
        parent: parent === undefined ? undefined : stateOf.get(parent),
        attempts: attempts.map(({ number, resource, status, error }) => ({ number, resource, status, error })),
      })),
    ),
    lanes: sorted(lanes.map(({ key, parent, index, status }) => ({ key, index, status, parent: stateOf.get(parent) }))),
    recovered: failures.recovered,
    terminal: sorted(failures.terminal.map(({ visit, error }) => [stateOf.get(visit), error])),
    children: sorted(children.map(({ kind, visit }) => [kind, stateOf.get(visit)])),
    gaps,
  };
}

const context = (arn: string | undefined) => ({
  source: { kind: 'aws', account: '111111111111', region: 'us-east-1' } as const,
  executionArn: arn ?? 'arn:aws:states:us-east-1:111111111111:execution:machine:run',
});

/** Recordings hold marks in the place of times (the order is what counts), and payloads as values in the place of texts. */
const timed = (history: readonly JsonObject[]): TraceEvent[] =>
  history.map((event, index) => {
    const members = Object.entries(event).map(([name, value]) => [
      name,
      name.endsWith('EventDetails') ? withTexts(value) : value,
    ]);
    return { ...Object.fromEntries(members), timestamp: index } as TraceEvent;
  });

const withTexts = (details: Json | undefined): Json =>
  Object.fromEntries(
    Object.entries((details ?? {}) as JsonObject).map(([name, value]) => [
      name,
      /^(input|output|parameters|cause)$/.test(name) && typeof value !== 'string' ? JSON.stringify(value) : value,
    ]),
  );

/** Some recordings are in reverse order. */
const asRecorded = ({ expected: { events = [] } }: RecordedCase): TraceEvent[] =>
  timed(events.at(-1)?.type === 'ExecutionStarted' ? [...events].reverse() : events);

/**
 * Those with a history that is as AWS gave it: the events of some (all with a Parallel) were sorted, and
 * their ids taken out, before they were recorded.
 */
const recordings = corpus
  ? loadCorpus(corpus).filter(
      ({ kind, expected, masks_other: masks }) =>
        kind === 'execution' && (expected.events?.length ?? 0) > 0 && !wasReordered(masks),
    )
  : [];
const named = (words: readonly string[]): RecordedCase[] =>
  recordings.filter(({ definition }) => words.every((word) => JSON.stringify(definition).includes(`"${word}"`)));

whenGiven('the trace of a history that AWS recorded', () => {
  it('is that of the same definition run here, but for ids, times and payloads', async () => {
    expect(recordings.length).toBeGreaterThan(400);
    for (const recorded of recordings) {
      const local = await runRecorded(recorded);
      const [theirs, ours] = [asRecorded(recorded), timed(historyAsRecorded(recorded, local))].map((history) =>
        outline(buildTrace(history, context(recorded.execution_arn))),
      );
      expect({ id: recorded.id, ...(ours as object) }).toEqual({ id: recorded.id, ...(theirs as object) });
    }
  }, 120_000);

  it.each([
    ['Map', ['Map']],
    ['Retry', ['Retry']],
    ['Catch', ['Catch']],
  ])('has lanes, attempts and recovered failures where there is %s', (_, words) => {
    const traces = named(words).map((recorded) => buildTrace(asRecorded(recorded), context(recorded.execution_arn)));
    expect(traces.length).toBeGreaterThan(0);
    for (const { events, visits } of traces) {
      const entered = events.filter(({ type }) => type.endsWith('StateEntered'));
      expect(visits.map(({ id }) => id)).toEqual(entered.map(({ id }) => id));
    }
    const some = (test: (trace: Trace) => boolean): boolean => traces.some(test);
    if (words.includes('Map')) expect(some(({ lanes }) => lanes.length > 1)).toBe(true);
    if (words.includes('Retry')) expect(some(({ visits }) => visits.some(({ attempts }) => attempts.length > 1))).toBe(true);
    if (words.includes('Catch')) expect(some(({ failures }) => failures.recovered > 0)).toBe(true);
  });
});
