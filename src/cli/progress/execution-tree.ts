/**
 * An execution as a tree of lines that fits a terminal: finished subtrees fold, a Map is one line with its counts, failures are never
 * folded away.
 */
import type { Lane, SpanStatus, Trace, Visit } from '../../trace/trace.ts';
import { endOf } from '../../trace/taken.ts';
import { formatDuration } from '../format/duration.ts';
import { cut, singleLine } from '../format/table.ts';

export interface TreeOptions {
  /** The present in the organization, milliseconds since the epoch. */
  readonly now: number;
  readonly columns: number;
  /** At most this many lines. */
  readonly rows: number;
  /** `ok` folds what has succeeded; `none` folds nothing. */
  readonly fold: 'ok' | 'none';
  /** Levels of nesting that are shown. */
  readonly depth: number;
  /** Counts of a Distributed Map by the event that started its Map Run, where they are known. */
  readonly mapRuns?: ReadonlyMap<number, MapCounts>;
}

export interface MapCounts {
  readonly total: number;
  readonly ok: number;
  readonly failed: number;
  readonly running: number;
}

export interface TreeLine {
  readonly depth: number;
  readonly status: TreeStatus;
  readonly text: string;
}

export type TreeStatus = 'ok' | 'failed' | 'caught' | 'retrying' | 'waiting' | 'running' | 'aborted' | 'folded';

/** Words and signs: the word alone must be enough. */
export const treeSigns: Readonly<Record<TreeStatus, string>> = {
  ok: '✓',
  failed: '✗',
  caught: '↷',
  retrying: '↻',
  waiting: '⧖',
  running: '…',
  aborted: '■',
  folded: '-',
};

/** Lines of a trace, the execution's own left out. */
export function treeLines(trace: Trace, options: TreeOptions): TreeLine[] {
  const lines = new TreeBuilder(trace, options).lines();
  return fitted(lines, options);
}

/** A line as it is printed: the word is as wide as the longest. */
export function treeText({ depth, status, text }: TreeLine, columns: number): string {
  const word = status === 'folded' ? '' : status;
  return cut(`${treeSigns[status]} ${word.padEnd(9)}${'  '.repeat(depth)}${singleLine(text)}`, columns);
}

const laneStatus: Readonly<Record<SpanStatus, TreeStatus>> = {
  SUCCEEDED: 'ok',
  FAILED: 'failed',
  CAUGHT: 'caught',
  ABORTED: 'aborted',
  TIMED_OUT: 'failed',
  RUNNING: 'running',
};

/** Status of a visit as a person at the terminal says it. */
export function visitStatus(visit: Visit): TreeStatus {
  if (visit.status !== 'RUNNING') return laneStatus[visit.status];
  const last = visit.attempts.at(-1);
  if (last?.status === 'FAILED' || last?.status === 'TIMED_OUT') return 'retrying';
  if (visit.type === 'Wait' || /\.(waitForTaskToken|sync|sync:2)$/.test(last?.resource ?? '')) return 'waiting';
  return last !== undefined && last.number > 1 ? 'retrying' : 'running';
}

/** Lanes of one Map that are listed below it, of each kind. */
const lanesListed = 3;

class TreeBuilder {
  private readonly inside = new Map<string, Visit[]>();
  private readonly lanes = new Map<number, Lane[]>();

  constructor(
    private readonly trace: Trace,
    private readonly options: TreeOptions,
  ) {
    for (const visit of trace.visits) push(this.inside, `${visit.parent ?? ''} ${visit.lane}`, visit);
    for (const lane of trace.lanes) push(this.lanes, lane.parent, lane);
  }

  lines(): TreeLine[] {
    return this.visits(this.inside.get(' ') ?? [], 0);
  }

  private visits(visits: readonly Visit[], depth: number): TreeLine[] {
    if (depth >= this.options.depth) return [];
    return visits.flatMap((visit) => this.visit(visit, depth));
  }

  private visit(visit: Visit, depth: number): TreeLine[] {
    const status = visitStatus(visit);
    const line = { depth, status, text: this.textOf(visit) };
    const lanes = this.lanes.get(visit.id) ?? [];
    const folds = this.options.fold === 'ok' && status === 'ok';
    if (lanes.length === 0 || folds || depth + 1 >= this.options.depth) return [line];
    if (visit.type === 'Map' && this.options.fold === 'ok') return [line, ...this.worthListing(visit, lanes, depth + 1)];
    return [line, ...lanes.flatMap((lane) => this.lane(visit, lane, depth + 1))];
  }

  private lane(visit: Visit, lane: Lane, depth: number): TreeLine[] {
    const visits = this.inside.get(`${visit.id} ${lane.key}`) ?? [];
    if (visit.type === 'Parallel') return this.visits(visits, depth);
    const took = formatDuration((lane.endedAt ?? this.options.now) - lane.startedAt);
    return [{ depth, status: laneStatus[lane.status], text: `#${lane.index}  ${took}` }, ...this.visits(visits, depth + 1)];
  }

  /** Of a Map's lanes: those that failed, and those that have run longest. */
  private worthListing(visit: Visit, lanes: readonly Lane[], depth: number): TreeLine[] {
    const { now } = this.options;
    const list = (status: TreeStatus, chosen: readonly Lane[]): TreeLine[] => {
      const shown = chosen.slice(0, lanesListed).map((lane): TreeLine => {
        const last = (this.inside.get(`${visit.id} ${lane.key}`) ?? []).at(-1);
        const error = last?.attempts.at(-1)?.error;
        const took = formatDuration((lane.endedAt ?? now) - lane.startedAt);
        const own = last && lane.status === 'RUNNING' ? visitStatus(last) : status;
        return { depth, status: own, text: [`#${lane.index}`, last?.state, took, error].filter(Boolean).join('  ') };
      });
      const more = chosen.length - shown.length;
      return more > 0 ? [...shown, { depth, status: 'folded', text: `and ${more} more ${status}` }] : shown;
    };
    return [
      ...list(
        'failed',
        lanes.filter(({ status }) => status === 'FAILED' || status === 'TIMED_OUT'),
      ),
      ...list(
        'running',
        lanes.filter(({ status }) => status === 'RUNNING'),
      ),
    ];
  }

  private textOf(visit: Visit): string {
    const { now } = this.options;
    const end = endOf(visit, this.trace) ?? now;
    const { attempts } = visit;
    const last = attempts.at(-1);
    const counts = this.countsOf(visit);
    const running = visit.status === 'RUNNING';
    return [
      visit.state,
      visit.number > 1 && `visit ${visit.number}`,
      counts && mapText(counts, running ? now - visit.enteredAt : undefined),
      attempts.length > 1 && `attempt ${attempts.length}`,
      formatDuration(end - visit.enteredAt),
      running && waitingFor(visit),
      last?.error !== undefined && visit.status !== 'SUCCEEDED' && last.error,
    ]
      .filter(Boolean)
      .join('  ');
  }

  private countsOf(visit: Visit): MapCounts | undefined {
    if (visit.type !== 'Map') return undefined;
    const run = visit.eventIds.map((id) => this.options.mapRuns?.get(id)).find((found) => found !== undefined);
    if (run) return run;
    const lanes = this.lanes.get(visit.id);
    if (!lanes) return undefined;
    const started = this.trace.events.find(
      ({ type, previousEventId }) => type === 'MapStateStarted' && previousEventId === visit.id,
    );
    const length = (started?.['mapStateStartedEventDetails'] as { length?: number } | undefined)?.length;
    const of = (...wanted: SpanStatus[]): number => lanes.filter(({ status }) => wanted.includes(status)).length;
    return {
      total: Math.max(length ?? 0, lanes.length),
      ok: of('SUCCEEDED'),
      failed: of('FAILED', 'TIMED_OUT', 'ABORTED'),
      running: of('RUNNING'),
    };
  }
}

/** What a running visit waits for. */
function waitingFor(visit: Visit): string {
  const last = visit.attempts.at(-1);
  const what = last?.target ?? last?.resource;
  if (what === undefined) return '';
  return visitStatus(visit) === 'waiting' ? `for ${what}` : what;
}

const barWidth = 12;

/** `23/40  ok 21  failed 1  running 1  [#######-----]  2 min 10 s left at this pace` */
export function mapText({ total, ok, failed, running }: MapCounts, elapsed?: number): string {
  const done = ok + failed;
  const filled = total > 0 ? Math.round((done / total) * barWidth) : 0;
  return [
    `${done}/${total}`,
    `ok ${ok}`,
    failed > 0 && `failed ${failed}`,
    running > 0 && `running ${running}`,
    elapsed !== undefined && `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`,
    elapsed !== undefined && done > 0 && done < total && `${formatDuration((elapsed / done) * (total - done))} left at this pace`,
  ]
    .filter(Boolean)
    .join('  ');
}

/** Fits the lines to the rows: what has succeeded goes first, then what is deepest; what is left out is counted. */
function fitted(lines: readonly TreeLine[], { rows }: TreeOptions): TreeLine[] {
  if (lines.length <= rows) return [...lines];
  const weight = ({ status, depth }: TreeLine): number =>
    (status === 'ok' || status === 'folded' ? 0 : status === 'failed' ? 2 : 1) * 100 - depth;
  const kept = new Set(
    [...lines]
      .map((line, index) => ({ line, index }))
      .sort((one, other) => weight(other.line) - weight(one.line) || other.index - one.index)
      .slice(0, Math.max(1, rows - 1))
      .map(({ index }) => index),
  );
  const shown = lines.filter((_, index) => kept.has(index));
  return [{ depth: 0, status: 'folded', text: `${lines.length - shown.length} lines folded` }, ...shown];
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
