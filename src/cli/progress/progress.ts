/**
 * Progress of one execution on stderr. On a terminal one block is redrawn in place; elsewhere each finished item is a line.
 * The display only listens: it never calls the API, so watching does not change what happens.
 */
import { createLogUpdate } from 'log-update';
import type { ObservedEvent } from '../connection.ts';
import { formatDuration } from '../format/duration.ts';
import { cut, singleLine } from '../format/table.ts';
import type { Terminal } from '../terminal.ts';
import type { Workflow } from '../workflows/workflow.ts';

/** Redraws at most this often, in milliseconds of real time: a simulation makes thousands of events a second. */
const redrawInterval = 100;
/** Beyond this many items, a stream that is not a terminal gets the failures and every tenth of the way only. */
const linesPerItemUpTo = 100;

export interface Progress {
  observe(observed: ObservedEvent): void;
  /** Removes the redrawn block; what was printed as lines stays. */
  done(): void;
}

export function createProgress(workflow: Workflow, executionArn: string, terminal: Terminal): Progress {
  const redraw = terminal.interactive ? createLogUpdate(process.stderr, { showCursor: true }) : undefined;
  const state = {
    total: 0,
    ok: 0,
    failed: 0,
    current: 'starting',
    startedAt: 0,
    now: 0,
    recent: [] as string[],
    drawnAt: 0,
    tenth: 0,
  };

  const lineOf = (label: string, ok: boolean, detail: string): string => {
    const icon = ok ? terminal.colors.green('ok ✓') : terminal.colors.red('failed ✗');
    return `  ${icon}  ${cut(singleLine(`${label}  ${detail}`), terminal.columns - 13)}`;
  };

  const draw = (): void => {
    const width = 20;
    const finished = state.ok + state.failed;
    const filled = state.total > 0 ? Math.round((finished / state.total) * width) : 0;
    const bar = `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`;
    const elapsed = formatDuration(state.now - state.startedAt);
    const counts = state.total > 0 ? `${finished}/${state.total}  ok ${state.ok}  failed ${state.failed}  ${bar}` : '';
    redraw!([...state.recent, cut(`  ${state.current}  ${counts}  ${elapsed}`, terminal.columns - 1)].join('\n'));
  };

  const finish = (label: string, ok: boolean, detail: string): void => {
    if (ok) state.ok += 1;
    else state.failed += 1;
    if (redraw) {
      state.recent = [...state.recent, lineOf(label, ok, detail)].slice(-Math.max(1, Math.min(8, terminal.rows - 4)));
      return;
    }
    const tenth = state.total > 0 ? Math.floor((10 * (state.ok + state.failed)) / state.total) : 0;
    if (!ok || state.total <= linesPerItemUpTo) terminal.note(lineOf(label, ok, detail));
    else if (tenth > state.tenth)
      terminal.note(`  ${state.ok + state.failed}/${state.total}  ok ${state.ok}  failed ${state.failed}`);
    state.tenth = Math.max(tenth, state.tenth);
  };

  return {
    observe(observed) {
      const at = observed.event.timestamp!.getTime();
      if (state.startedAt === 0) state.startedAt = at;
      state.now = Math.max(state.now, at);
      const entered = observed.event.stateEnteredEventDetails?.name;
      if (entered && observed.executionArn === executionArn) {
        state.current = entered;
        if (!redraw) terminal.note(`  ${entered}`);
      }
      state.total = workflow.itemCount?.(observed) ?? state.total;
      const item = workflow.itemFinished?.(observed);
      if (item) finish(item.label, item.ok, item.detail);
      const wall = performance.now();
      if (redraw && wall - state.drawnAt >= redrawInterval) {
        state.drawnAt = wall;
        draw();
      }
    },
    done() {
      redraw?.clear();
      redraw?.done();
      if (redraw) for (const line of state.recent) terminal.note(line);
    },
  };
}
