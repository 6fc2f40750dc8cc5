/** The tree of the timeline: visits, and the lanes of Map and Parallel. A failure is never folded away. */
import type { Lane, Visit } from '../../trace/trace.ts';
import { isFiltered, passesVisit } from './filters.ts';
import type { PageState } from './page-state.ts';
import { isProblem, type Subject } from './subject.ts';

export type TimelineRow = { readonly key: string; readonly depth: number } & (
  | {
      readonly kind: 'visit';
      readonly visit: Visit;
      /** Stands for a lane with this one visit. */
      readonly lane?: Lane;
      readonly openable: boolean;
      readonly open: boolean;
    }
  | { readonly kind: 'lane'; readonly lane: Lane; readonly openable: true; readonly open: boolean }
  | { readonly kind: 'more'; readonly parent: number; readonly folded: number }
);

/** A Map with more lanes begins folded; lanes with a problem stay. */
const lanesOpenAtFirst = 24;

/** `toggled` has the keys of rows that were opened or folded by hand. */
export function timelineRows(subject: Subject, state: PageState, toggled: ReadonlySet<string>): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const wanted = isFiltered(state) ? wantedVisits(subject, state) : undefined;
  const visitRow = (visit: Visit, depth: number, lane?: Lane): void => {
    if (wanted && !wanted.has(visit.id)) return;
    const lanes = subject.lanesOf.get(visit.id) ?? [];
    const key = `v${visit.id}`;
    const open = lanes.length > 0 && !toggled.has(key);
    rows.push({ kind: 'visit', key, depth, visit, openable: lanes.length > 0, open, ...(lane ? { lane } : {}) });
    if (!open) return;
    const all = wanted !== undefined || lanes.length <= lanesOpenAtFirst || toggled.has(`all ${visit.id}`);
    let folded = 0;
    for (const lane of lanes) {
      const inside = subject.visitsIn.get(`${visit.id} ${lane.key}`) ?? [];
      if (!all && lane.status === 'SUCCEEDED' && !inside.some(isProblem)) folded += 1;
      else laneRows(visit, lane, inside, depth + 1);
    }
    if (folded > 0) rows.push({ kind: 'more', key: `m${visit.id}`, depth: depth + 1, parent: visit.id, folded });
  };
  const laneRows = (parent: Visit, lane: Lane, inside: readonly Visit[], depth: number): void => {
    if (wanted && !inside.some(({ id }) => wanted.has(id))) return;
    if (inside.length === 1) return visitRow(inside[0]!, depth, lane);
    const key = `l${parent.id} ${lane.key}`;
    const many = (subject.lanesOf.get(parent.id)?.length ?? 0) > lanesOpenAtFirst;
    /* Lanes of a large Map begin folded, unless something is looked for. */
    const open = (many && wanted === undefined) === toggled.has(key);
    rows.push({ kind: 'lane', key, depth, lane, openable: true, open });
    if (open) for (const visit of inside) visitRow(visit, depth + 1);
  };
  for (const visit of subject.visitsIn.get(' ') ?? []) visitRow(visit, 0);
  return rows;
}

/** Ids of the visits that pass the filters, and of those around them. */
function wantedVisits(subject: Subject, state: PageState): Set<number> {
  const wanted = new Set<number>();
  for (const visit of subject.trace.visits) {
    if (!passesVisit(visit, state)) continue;
    for (
      let at: Visit | undefined = visit;
      at && !wanted.has(at.id);
      at = at.parent === undefined ? undefined : subject.visits.get(at.parent)
    )
      wanted.add(at.id);
  }
  return wanted;
}

/** The visits that decided when the execution ended: the last of each machine, back along the ways that led there. */
export function criticalPath(subject: Subject): ReadonlySet<number> {
  const path = new Set<number>();
  const follow = (visits: readonly Visit[]): void => {
    for (const visit of visits) {
      path.add(visit.id);
      const lanes = subject.lanesOf.get(visit.id) ?? [];
      const slowest = lanes.reduce<Lane | undefined>(
        (last, lane) => (last === undefined || (lane.endedAt ?? Infinity) > (last.endedAt ?? Infinity) ? lane : last),
        undefined,
      );
      if (slowest) follow(subject.visitsIn.get(`${visit.id} ${slowest.key}`) ?? []);
    }
  };
  follow(subject.visitsIn.get(' ') ?? []);
  return path;
}
