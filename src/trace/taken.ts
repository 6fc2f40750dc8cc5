/** What a trace took of a state graph, at its end or at an instant of it. */
import { edgeKey, type StateMark, type Taken } from './graph-drawing.ts';
import type { GraphState, StateGraph } from './state-graph.ts';
import type { Lane, SpanStatus, Trace, Visit } from './trace.ts';

/** A visit and its place in the graph. */
export interface PlacedVisit {
  readonly visit: Visit;
  /** Id of the state in the graph. */
  readonly stateId: string;
  /** The way by which the state was entered, as `edgeKey`. */
  readonly by: string;
  /** The way to the end of its machine, where the state is a last one. */
  readonly toEnd?: string;
  /** When the visit was over; undefined while it runs. */
  readonly endedAt?: number;
}

/** The worst status of each state's visits: one failed iteration must not hide behind a thousand good ones. */
const severity = ['succeeded', 'caught', 'running', 'aborted', 'timed-out', 'failed'];

/** Class and word stem of a status: `timed-out`. */
export const statusClass = (status: SpanStatus): string => status.toLowerCase().replace('_', '-');

/** The machine of a Map whose iterations are executions of their own, and the id of the Map. */
export interface InnerMachine {
  readonly graph: StateGraph;
  readonly scope: string;
}

/** The machine that the executions of a Map Run ran: that of the Map that started it. */
export function mapRunMachine(placed: readonly PlacedVisit[], graph: StateGraph, visitId: number): InnerMachine | undefined {
  const id = placed.find(({ visit }) => visit.id === visitId)?.stateId;
  const find = (machine: StateGraph): GraphState | undefined => {
    for (const state of machine.states) {
      const found = state.id === id ? state : state.inner.map(find).find(Boolean);
      if (found) return found;
    }
    return undefined;
  };
  const state = find(graph);
  return state?.inner[0] && { graph: state.inner[0], scope: `${state.id}#0` };
}

/** Finds the state of each visit; visits of states that the definition does not have are left out. */
export function placeVisits(trace: Trace, graph: StateGraph, outside = ''): PlacedVisit[] {
  const states = new Map<number, GraphState>();
  const placed: PlacedVisit[] = [];
  /* The visit before, in each lane. */
  const before = new Map<string, { readonly visit: Visit; readonly id: string }>();
  for (const visit of trace.visits) {
    const outer = visit.parent === undefined ? undefined : states.get(visit.parent);
    const machines = visit.parent === undefined ? [graph] : (outer?.inner ?? []);
    const index = machines.findIndex((machine) => machine.states.some(({ name }) => name === visit.state));
    const machine = machines[index];
    const state = machine?.states.find(({ name }) => name === visit.state);
    if (machine === undefined || state === undefined) continue;
    states.set(visit.id, state);
    const scope = outer === undefined ? outside : `${outer.id}#${index}`;
    const lane = `${visit.parent ?? ''} ${visit.lane}`;
    const last = before.get(lane);
    const kind = last?.visit.status === 'CAUGHT' ? 'catch' : 'next';
    const endedAt = endOf(visit, trace);
    placed.push({
      visit,
      stateId: state.id,
      by: edgeKey({ from: last?.id ?? `${scope}#start`, to: state.id, kind }),
      ...(machine.ends.includes(state.id) && visit.status !== 'RUNNING' && visit.status !== 'ABORTED'
        ? { toEnd: edgeKey({ from: state.id, to: `${scope}#end`, kind: 'next' }) }
        : {}),
      ...(endedAt === undefined ? {} : { endedAt }),
    });
    before.set(lane, { visit, id: state.id });
  }
  return placed;
}

/** When a visit was over: left, failed for good, or called off with the execution; undefined while it runs. */
export function endOf({ exitedAt, attempts, status, type }: Visit, { execution }: Trace): number | undefined {
  if (exitedAt !== undefined) return exitedAt;
  if (status === 'RUNNING') return undefined;
  return (type === 'Map' || type === 'Parallel' ? undefined : attempts.at(-1)?.endedAt) ?? execution.endedAt;
}

/** Marks and ways at an instant; at the end where none is given. */
export function takenOf(placed: readonly PlacedVisit[], lanes: readonly Lane[], at = Infinity): Taken {
  const marks = new Map<string, StateMark>();
  const edges = new Map<string, number>();
  const counts = lanesByVisit(lanes, at);
  for (const { visit, stateId, by, toEnd, endedAt } of placed) {
    if (visit.enteredAt > at) continue;
    const over = endedAt !== undefined && endedAt <= at;
    const status = over ? statusClass(visit.status) : 'running';
    const known = marks.get(stateId);
    const worse = known === undefined || severity.indexOf(status) > severity.indexOf(known.status);
    const inner = counts.get(visit.id);
    const sum = inner && {
      ok: inner.ok + (known?.lanes?.ok ?? 0),
      failed: inner.failed + (known?.lanes?.failed ?? 0),
      running: inner.running + (known?.lanes?.running ?? 0),
    };
    const all = sum ?? known?.lanes;
    marks.set(stateId, {
      status: worse ? status : known.status,
      visits: (known?.visits ?? 0) + 1,
      ...(all && visit.type === 'Map' ? { lanes: all } : {}),
    });
    edges.set(by, (edges.get(by) ?? 0) + 1);
    if (over && toEnd !== undefined) edges.set(toEnd, (edges.get(toEnd) ?? 0) + 1);
  }
  return { marks, edges };
}

function lanesByVisit(lanes: readonly Lane[], at: number): Map<number, { ok: number; failed: number; running: number }> {
  const counts = new Map<number, { ok: number; failed: number; running: number }>();
  for (const { parent, startedAt, endedAt, status } of lanes) {
    if (startedAt > at) continue;
    const count = counts.get(parent) ?? { ok: 0, failed: 0, running: 0 };
    counts.set(parent, count);
    if (endedAt === undefined || endedAt > at) count.running += 1;
    else if (status === 'SUCCEEDED') count.ok += 1;
    else count.failed += 1;
  }
  return counts;
}
