/** History -> trace. Lanes follow previousEventId, never the order of ids: branches of Parallel and Map interleave. */
import { detailsOf, isTruncated, textOf, timeOf } from './event-details.ts';
import { gapsOf } from './gaps.ts';
import { targetOf } from './integration-target.ts';
import type { Attempt, ChildReference, Gap, Lane, SpanStatus, Trace, TraceEvent, TraceSource, Visit } from './trace.ts';

export interface TraceContext {
  readonly source: TraceSource;
  readonly executionArn: string;
  /** What is known to be missing before the history is looked at: a deleted machine, data that may not be read. */
  readonly gaps?: readonly Gap[];
}

/** Where the history stands after an event, in one lane. */
interface Position {
  /** The state whose events follow; undefined outside of every state. */
  readonly visit: Visit | undefined;
  readonly lane: string;
  readonly attempt?: Attempt | undefined;
  /** True right after a Parallel state has begun: the next state entered begins a branch. */
  readonly forks?: boolean;
}

const executionEnds: Readonly<Record<string, SpanStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

const attemptTypes =
  /^(Task|LambdaFunction|Activity)(Scheduled|Started|Submitted|Succeeded|Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/;
const fanOuts: ReadonlySet<string> = new Set(['Map', 'Parallel']);

/** Builds the trace of a history, whole or not; unknown events are kept and belong to the state that they follow. Never throws for them. */
export function buildTrace(history: readonly TraceEvent[], context: TraceContext): Trace {
  const events = [...history].sort((one, other) => one.id - other.id);
  return new Builder(events, context).build();
}

class Builder {
  private readonly visits: Visit[] = [];
  private readonly byId = new Map<number, Visit>();
  private readonly after = new Map<number, Position>();
  private readonly counts = new Map<string, number>();
  private readonly branches = new Map<number, number>();
  private readonly children: ChildReference[] = [];
  private readonly lanes: Lane[] = [];
  private readonly lastInLane = new Map<string, Visit>();
  private readonly laneByKey = new Map<string, Lane>();
  private truncated = 0;
  private readonly redrivenAt: number[] = [];
  private end: TraceEvent | undefined;

  constructor(
    private readonly events: readonly TraceEvent[],
    private readonly context: TraceContext,
  ) {}

  build(): Trace {
    for (const event of this.events) this.after.set(event.id, this.take(event, this.before(event)));
    const [first] = this.events;
    const started = first?.type === 'ExecutionStarted' ? detailsOf(first) : {};
    const ended = this.end ? detailsOf(this.end) : {};
    const status = this.end ? executionEnds[this.end.type]! : 'RUNNING';
    const [, , , , , , machine = '', name = ''] = this.context.executionArn.split(':');
    this.closeUnfinished(status);
    const text = <Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } =>
      (value === undefined ? {} : { [name]: value }) as { [key in Name]?: string };
    return {
      traceVersion: 1,
      source: this.context.source,
      execution: {
        arn: this.context.executionArn,
        name,
        stateMachine: machine,
        status,
        startedAt: first ? timeOf(first) : 0,
        ...(this.end ? { endedAt: timeOf(this.end) } : {}),
        redrives: this.redrivenAt.length,
        redrivenAt: this.redrivenAt,
        ...text('input', textOf(started, 'input')),
        ...text('output', textOf(ended, 'output')),
        ...text('error', textOf(ended, 'error')),
        ...text('cause', textOf(ended, 'cause')),
      },
      visits: this.visits,
      failures: this.failures(),
      lanes: this.lanes,
      children: this.children,
      gaps: [...(this.context.gaps ?? []), ...gapsOf(this.events, { truncated: this.truncated, ended: this.end !== undefined })],
      events: this.events,
    };
  }

  private before(event: TraceEvent): Position {
    const known = this.after.get(event.previousEventId ?? 0);
    return known ?? { visit: undefined, lane: '' };
  }

  private take(event: TraceEvent, at: Position): Position {
    const details = detailsOf(event);
    if (isTruncated(details)) this.truncated += 1;
    const { type } = event;
    if (type.endsWith('StateEntered')) return this.entered(event, at);
    if (type.endsWith('StateExited')) return this.exited(event, at);
    if (type in executionEnds) {
      this.end = event;
      return { visit: undefined, lane: '' };
    }
    if (type === 'ExecutionRedriven') {
      this.redrivenAt.push(timeOf(event));
      this.end = undefined;
      /* What follows goes on in a state that was left unfinished. */
      return { visit: this.visits.findLast(({ exitedAt, type: of }) => exitedAt === undefined && !fanOuts.has(of)), lane: '' };
    }
    const visit = at.visit ?? (type.endsWith('StateAborted') || type.startsWith('Execution') ? undefined : this.visits.at(-1));
    if (visit === undefined) return at;
    if (attemptTypes.test(type)) return this.attempted(event, { ...at, visit });
    visit.eventIds.push(event.id);
    if (type === 'MapRunStarted') this.child(details['mapRunArn'], 'map-run', event.id, visit);
    if (type.startsWith('MapIteration')) return this.iteration(event, { ...at, visit });
    if (type === 'ParallelStateStarted') return { visit, lane: visit.lane, forks: true };
    return { ...at, visit };
  }

  private entered(event: TraceEvent, at: Position): Position {
    const details = detailsOf(event);
    const state = textOf(details, 'name') ?? '(not told)';
    const inside = at.visit !== undefined && fanOuts.has(at.visit.type) && at.visit.exitedAt === undefined ? at.visit : undefined;
    let { lane } = at;
    if (inside?.type === 'Parallel' && at.forks) {
      const branch = this.branches.get(inside.id) ?? 0;
      this.branches.set(inside.id, branch + 1);
      lane = `${inside.lane}/${inside.state}[${branch}]`;
      this.laneBegins({ key: lane, parent: inside.id, index: branch, startedAt: timeOf(event), status: 'RUNNING' });
    }
    const key = `${lane}/${state}`;
    const number = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, number);
    const input = textOf(details, 'input');
    const visit: Visit = {
      id: event.id,
      state,
      type: event.type.slice(0, -'StateEntered'.length),
      number,
      lane,
      ...(inside ? { parent: inside.id } : {}),
      enteredAt: timeOf(event),
      status: 'RUNNING',
      attempts: [],
      ...(input === undefined ? {} : { input }),
      eventIds: [event.id],
    };
    this.visits.push(visit);
    this.byId.set(visit.id, visit);
    this.lastInLane.set(lane, visit);
    return { visit, lane };
  }

  private exited(event: TraceEvent, at: Position): Position {
    const details = detailsOf(event);
    const name = textOf(details, 'name');
    /* The exit of a Map or Parallel follows an event inside of it: look outwards for the state of that name. */
    let visit = at.visit;
    while (visit !== undefined && visit.state !== name && visit.parent !== undefined) visit = this.byId.get(visit.parent);
    if (visit === undefined || visit.state !== name) {
      visit = this.visits.findLast((candidate) => candidate.state === name && candidate.exitedAt === undefined);
    }
    if (visit === undefined) return at;
    visit.exitedAt = timeOf(event);
    const caught = visit.attempts.at(-1)?.status;
    visit.status = caught === 'FAILED' || caught === 'TIMED_OUT' ? 'CAUGHT' : 'SUCCEEDED';
    const output = textOf(details, 'output');
    if (output !== undefined) visit.output = output;
    visit.eventIds.push(event.id);
    return { visit: visit.parent === undefined ? undefined : this.byId.get(visit.parent), lane: visit.lane };
  }

  private laneBegins(lane: Lane): void {
    this.lanes.push(lane);
    this.laneByKey.set(`${lane.parent} ${lane.key}`, lane);
  }

  /** MapIterationStarted, Succeeded, Failed or Aborted: they name the Map and the index, and follow an event inside of the iteration. */
  private iteration(event: TraceEvent, at: Position & { readonly visit: Visit }): Position {
    const details = detailsOf(event);
    const name = textOf(details, 'name');
    let map: Visit = at.visit;
    while (map.parent !== undefined && !(map.type === 'Map' && (name === undefined || map.state === name)))
      map = this.byId.get(map.parent)!;
    const index = Number(details['index'] ?? 0);
    const key = `${map.lane}/${map.state}[${index}]`;
    if (event.type === 'MapIterationStarted') {
      const known = this.laneByKey.get(`${map.id} ${key}`);
      /* A redrive starts an iteration again: it is the same lane. */
      if (known) known.status = 'RUNNING';
      else this.laneBegins({ key, parent: map.id, index, startedAt: timeOf(event), status: 'RUNNING' });
      return { visit: map, lane: key };
    }
    const lane = this.laneByKey.get(`${map.id} ${key}`);
    if (lane) {
      lane.endedAt = timeOf(event);
      lane.status = event.type.endsWith('Succeeded') ? 'SUCCEEDED' : event.type.endsWith('Failed') ? 'FAILED' : 'ABORTED';
    }
    return { ...at, lane: key };
  }

  private attempted(event: TraceEvent, at: Position & { readonly visit: Visit }): Position {
    const details = detailsOf(event);
    const { visit } = at;
    let { attempt } = at;
    if (/Scheduled$/.test(event.type) || attempt === undefined) {
      attempt = {
        number: visit.attempts.length + 1,
        resource: [textOf(details, 'resourceType'), textOf(details, 'resource')].filter(Boolean).join(':'),
        ...targetOf(textOf(details, 'parameters') ?? textOf(details, 'input')),
        scheduledAt: timeOf(event),
        status: 'RUNNING',
        eventIds: [],
      };
      visit.attempts.push(attempt);
    }
    attempt.eventIds.push(event.id);
    if (/Started$/.test(event.type)) attempt.startedAt = timeOf(event);
    if (/Submitted$/.test(event.type)) this.child(childArn(textOf(details, 'output')), 'execution', event.id, visit);
    if (/Succeeded$/.test(event.type)) {
      attempt.endedAt = timeOf(event);
      attempt.status = 'SUCCEEDED';
    } else if (/(Failed|TimedOut)$/.test(event.type)) {
      attempt.endedAt = timeOf(event);
      attempt.status = event.type.endsWith('TimedOut') ? 'TIMED_OUT' : 'FAILED';
      attempt.error = textOf(details, 'error') ?? '';
      attempt.cause = textOf(details, 'cause') ?? '';
    }
    return { visit, lane: at.lane, attempt };
  }

  private child(arn: unknown, kind: ChildReference['kind'], eventId: number, visit: Visit): void {
    if (typeof arn === 'string') this.children.push({ arn, kind, eventId, visit: visit.id });
  }

  /** States that were never left: a failed execution's own, or those that it called off. */
  private closeUnfinished(status: SpanStatus): void {
    if (status === 'RUNNING') return;
    for (const visit of this.visits) {
      if (visit.exitedAt !== undefined) continue;
      const last = visit.attempts.at(-1)?.status;
      const failed = last === 'FAILED' || last === 'TIMED_OUT' || visit.type === 'Fail';
      visit.status = failed ? 'FAILED' : status === 'SUCCEEDED' ? 'SUCCEEDED' : fanOuts.has(visit.type) ? status : 'ABORTED';
      for (const attempt of visit.attempts) if (attempt.status === 'RUNNING') attempt.status = 'ABORTED';
    }
    for (const lane of this.lanes) this.closeLane(lane, status);
  }

  /** Branches have no events of their own: their last state tells how they ended. Iterations that nothing ended were called off. */
  private closeLane(lane: Lane, status: SpanStatus): void {
    if (lane.status !== 'RUNNING') return;
    const last = this.lastInLane.get(lane.key);
    const parent = this.byId.get(lane.parent);
    if (last?.status === 'FAILED') lane.status = 'FAILED';
    else if (parent?.type === 'Parallel' && last?.exitedAt !== undefined) lane.status = 'SUCCEEDED';
    else lane.status = status === 'SUCCEEDED' ? 'SUCCEEDED' : 'ABORTED';
    const endedAt = last?.exitedAt ?? last?.attempts.at(-1)?.endedAt ?? parent?.exitedAt ?? (this.end && timeOf(this.end));
    if (endedAt !== undefined) lane.endedAt = endedAt;
  }

  /** A failure ended the execution unless something went on after it: a later attempt, a Catch, or the Map or Parallel around it. */
  private failures(): Trace['failures'] {
    const failed = ({ status }: Attempt): boolean => status === 'FAILED' || status === 'TIMED_OUT';
    const ended = this.end?.type === 'ExecutionSucceeded' ? undefined : this.end && detailsOf(this.end);
    let recovered = 0;
    const terminal: { visit: number; error: string; cause: string }[] = [];
    for (const visit of this.visits) {
      const all = visit.attempts.filter(failed);
      const last = all.at(-1);
      const ends = ended !== undefined && visit.status === 'FAILED' && !this.wentOn(visit);
      if (visit.type === 'Fail') {
        if (ends) terminal.push({ visit: visit.id, error: textOf(ended, 'error') ?? '', cause: textOf(ended, 'cause') ?? '' });
        else if (visit.status === 'FAILED') recovered += 1;
      } else if (ends && last !== undefined && last === visit.attempts.at(-1)) {
        terminal.push({ visit: visit.id, error: last.error ?? '', cause: last.cause ?? '' });
        recovered += all.length - 1;
      } else recovered += all.length;
    }
    return { recovered, terminal };
  }

  private wentOn(visit: Visit): boolean {
    for (
      let at: Visit | undefined = visit;
      at !== undefined;
      at = at.parent === undefined ? undefined : this.byId.get(at.parent)
    ) {
      if (at.exitedAt !== undefined) return true;
    }
    return false;
  }
}

/** ARN of the execution that a `startExecution.sync` task submitted. */
function childArn(output: string | undefined): string | undefined {
  return /"ExecutionArn"\s*:\s*"(arn:[^"]+)"/.exec(output ?? '')?.[1];
}
