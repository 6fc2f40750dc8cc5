/** One execution of the page with all that is derived from its events, once. */
import { actsOf, type Act } from '../../trace/accountability.ts';
import { buildTrace } from '../../trace/build-trace.ts';
import type { Taken } from '../../trace/graph-drawing.ts';
import { stateGraph, type StateGraph } from '../../trace/state-graph.ts';
import { endOf, mapRunMachine, placeVisits, takenOf, type PlacedVisit } from '../../trace/taken.ts';
import { timeOf } from '../../trace/event-details.ts';
import type { Attempt, Lane, Trace, TraceEvent, Visit } from '../../trace/trace.ts';
import type { ExecutionData } from '../page-data.ts';
import { timeScale, type TimeScale } from './time-scale.ts';

type Definition = Readonly<Record<string, unknown>>;

export interface Subject {
  readonly data: ExecutionData;
  readonly trace: Trace;
  readonly graph: StateGraph | undefined;
  readonly placed: readonly PlacedVisit[];
  /** Visits in the executions of Map Runs, as far as they are in the page, and those executions as lanes. */
  readonly inChildren: { readonly placed: readonly PlacedVisit[]; readonly lanes: readonly Lane[] };
  readonly visits: ReadonlyMap<number, Visit>;
  readonly events: ReadonlyMap<number, TraceEvent>;
  /** The visit, and the attempt within, of each event. */
  readonly owners: ReadonlyMap<number, { readonly visit: Visit; readonly attempt?: Attempt }>;
  readonly lanesOf: ReadonlyMap<number, readonly Lane[]>;
  /** Visits inside of a lane, by `<parent> <lane>`. */
  readonly visitsIn: ReadonlyMap<string, readonly Visit[]>;
  readonly acts: readonly Act[];
  /** Where an event or a visit is bad: in the order of time. */
  readonly problems: readonly Visit[];
  /** Distinct times of events, ascending. */
  readonly times: readonly number[];
  readonly from: number;
  readonly until: number;
  readonly scale: TimeScale;
}

/** `children`: executions of the page that may belong to this one; `records`: acts known from elsewhere. */
export function subjectOf(data: ExecutionData, children: readonly ExecutionData[] = [], records: readonly Act[] = []): Subject {
  const trace = buildTrace(data.history, {
    source: data.source,
    executionArn: data.executionArn,
    ...(data.gaps ? { gaps: data.gaps } : {}),
  });
  const graph = data.definition === undefined ? undefined : stateGraph(data.definition);
  const placed = graph ? placeVisits(trace, graph) : [];
  const owners = new Map<number, { visit: Visit; attempt?: Attempt }>();
  const visitsIn = new Map<string, Visit[]>();
  for (const visit of trace.visits) {
    for (const id of visit.eventIds) owners.set(id, { visit });
    for (const attempt of visit.attempts) for (const id of attempt.eventIds) owners.set(id, { visit, attempt });
    push(visitsIn, `${visit.parent ?? ''} ${visit.lane}`, visit);
  }
  const lanesOf = new Map<number, Lane[]>();
  for (const lane of trace.lanes) push(lanesOf, lane.parent, lane);
  const times = [...new Set(trace.events.map(timeOf))].sort((one, other) => one - other);
  const from = trace.execution.startedAt;
  const until = Math.max(times.at(-1) ?? 0, from + 1);
  return {
    data,
    trace,
    graph,
    placed,
    inChildren: graph ? visitsOfChildren(trace, graph, placed, children) : { placed: [], lanes: [] },
    visits: new Map(trace.visits.map((visit) => [visit.id, visit])),
    events: new Map(trace.events.map((event) => [event.id, event])),
    owners,
    lanesOf,
    visitsIn,
    acts: actsOf(trace, records),
    problems: trace.visits.filter(isProblem),
    times,
    from,
    until,
    scale: timeScale(times, from, until),
  };
}

function visitsOfChildren(
  trace: Trace,
  graph: StateGraph,
  placed: readonly PlacedVisit[],
  children: readonly ExecutionData[],
): Subject['inChildren'] {
  const found: { placed: PlacedVisit[]; lanes: Lane[] } = { placed: [], lanes: [] };
  for (const { arn, kind, visit } of trace.children) {
    const machine = kind === 'map-run' ? mapRunMachine(placed, graph, visit) : undefined;
    if (!machine) continue;
    children
      .filter(({ mapRunArn }) => mapRunArn === arn)
      .forEach((child, index) => {
        const inner = buildTrace(child.history, { source: child.source, executionArn: child.executionArn });
        const { startedAt, endedAt, status, name } = inner.execution;
        found.placed.push(...placeVisits(inner, machine.graph, machine.scope));
        found.lanes.push({ key: name, parent: visit, index, startedAt, status, ...(endedAt === undefined ? {} : { endedAt }) });
      });
  }
  return found;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** True for a visit that failed, was caught, or had a failed attempt. */
export function isProblem({ status, attempts, type }: Visit): boolean {
  const inner = type === 'Map' || type === 'Parallel';
  return (
    (!inner && (status === 'FAILED' || status === 'TIMED_OUT')) ||
    status === 'CAUGHT' ||
    attempts.some((attempt) => attempt.status === 'FAILED' || attempt.status === 'TIMED_OUT')
  );
}

/** When a visit was over; the last known time where it is not. */
export const visitEnd = (visit: Visit, subject: Subject): number => endOf(visit, subject.trace) ?? subject.until;

/** The definition of the state of a visit. */
export function stateDefinition(visit: Visit, { data, visits }: Subject): Definition | undefined {
  const path: string[] = [];
  for (let at: Visit | undefined = visit; at; at = at.parent === undefined ? undefined : visits.get(at.parent))
    path.unshift(at.state);
  let machines: unknown[] = [data.definition];
  let found: Definition | undefined;
  for (const name of path) {
    found = machines.map((machine) => member(member(machine, 'States'), name)).find((state) => state !== undefined) as
      Definition | undefined;
    if (found === undefined) return undefined;
    machines = [found['ItemProcessor'] ?? found['Iterator'], ...(Array.isArray(found['Branches']) ? found['Branches'] : [])];
  }
  return found;
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** What is selected: `v12` a visit, `v12.2` its second attempt, `e42` an event. */
export interface Selection {
  readonly visit?: Visit;
  readonly attempt?: Attempt;
  readonly event?: TraceEvent;
}

export function selectionOf(reference: string, subject: Subject): Selection {
  const [, kind, number, part] = /^([ve])(\d+)(?:\.(\d+))?$/.exec(reference) ?? [];
  if (kind === 'e') {
    const event = subject.events.get(Number(number));
    return event ? { event, ...subject.owners.get(event.id) } : {};
  }
  const visit = kind === 'v' ? subject.visits.get(Number(number)) : undefined;
  const attempt = part === undefined ? visit?.attempts.at(-1) : visit?.attempts[Number(part) - 1];
  return visit ? { visit, ...(attempt ? { attempt } : {}) } : {};
}

/** The first event of what is selected: the place where another view goes to. */
export const eventIdOf = ({ event, attempt, visit }: Selection): number | undefined =>
  event?.id ?? attempt?.eventIds[0] ?? visit?.id;

/** What of the graph was taken at an instant, the executions of Map Runs included. */
export function graphTaken({ placed, inChildren, trace, graph }: Subject, at: number): Taken {
  const taken = takenOf([...placed, ...inChildren.placed], [...trace.lanes, ...inChildren.lanes], at);
  const apart = distributed(graph?.states ?? []);
  return { ...taken, elsewhere: (id) => inChildren.placed.length === 0 && apart.some((map) => id.startsWith(`${map}/`)) };
}

/** Ids of the Distributed Maps. */
const distributed = (states: StateGraph['states']): string[] =>
  states.flatMap(({ id, what, inner }) => [
    ...(what === 'distributed' ? [id] : []),
    ...inner.flatMap((machine) => distributed(machine.states)),
  ]);
