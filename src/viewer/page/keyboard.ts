/** Keys of the page. What they do is done by buttons too. */
import { timeOf } from '../../trace/event-details.ts';
import type { Page } from './context.ts';
import { passesEvent, passesVisit } from './filters.ts';
import { selectedJson } from './inspector.tsx';
import { toFragment, viewNames } from './page-state.ts';
import { copyText } from './parts.tsx';
import { lastAt } from './time-scale.ts';

export interface KeyTargets {
  readonly help: () => void;
  /** Sends a command to the view that is shown: `zoom-in`, `open`. */
  readonly command: (name: string) => void;
}

/** True where the key was used. */
export function onKey(event: KeyboardEvent, page: Page, { help, command }: KeyTargets): boolean {
  const target = event.target as HTMLElement;
  const typing = target.matches('input:not([type=range]):not([type=radio]), textarea, select, [contenteditable]');
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return false;
  const { state, update, replay, setLocal, local, announce } = page;
  if (event.key === 'Escape') {
    if (typing) target.blur();
    else if (state.sel !== '') update({ sel: '' });
    else if (state.t !== undefined) replay.seek(undefined);
    else update({ q: '', status: '', type: '', lane: '' });
    return true;
  }
  if (typing) return false;
  const arrows = !target.matches('input, summary, pre, .virtual') || event.key.length === 1;
  const view = viewNames[Number(event.key) - 1];
  if (/^[1-8]$/.test(event.key) && view) {
    update({ view });
    return true;
  }
  const actions: Readonly<Record<string, () => void>> = {
    j: () => step(page, 1),
    k: () => step(page, -1),
    n: () => stepProblem(page, 1),
    N: () => stepProblem(page, -1),
    '[': () => stepAttempt(page, -1),
    ']': () => stepAttempt(page, 1),
    '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
    '?': help,
    t: () => update({ table: !state.table }),
    f: () => update({ folded: !state.folded }),
    i: () => update({ collapse: !state.collapse }),
    u: () => setLocal(!local),
    '+': () => command('zoom-in'),
    '=': () => command('zoom-in'),
    '-': () => command('zoom-out'),
    '0': () => command('zoom-fit'),
    c: () =>
      void copyText(location.href.replace(/#.*$/, '') + toFragment(state)).then((done) =>
        announce(done ? 'Link copied' : 'The link could not be copied'),
      ),
    y: () => void copyText(selectedJson(page)).then((done) => announce(done ? 'JSON copied' : 'The JSON could not be copied')),
    ...(target.matches('button, a, summary, input') ? {} : { ' ': replay.toggle, Enter: () => command('open') }),
    ...(arrows
      ? {
          ArrowDown: () => step(page, 1),
          ArrowUp: () => step(page, -1),
          ArrowLeft: () => stepInTime(page, -1),
          ArrowRight: () => stepInTime(page, 1),
        }
      : {}),
  };
  const action = actions[event.key];
  action?.();
  return action !== undefined;
}

/** The visits that the view goes through: those of the timeline in its order, else all that pass the filters. */
let order: readonly string[] | undefined;

/** A view with an order of its own tells it. */
export function setOrder(references: readonly string[] | undefined): void {
  order = references;
}

function step(page: Page, by: number): void {
  const { state, subject, selection, update } = page;
  if (state.view === 'events') {
    const events = subject.trace.events.filter((event) => passesEvent(event, state, subject));
    const id = selection.event?.id ?? selection.visit?.id;
    const index = id === undefined ? -1 : events.findIndex((event) => event.id === id);
    const next = events[index < 0 && by < 0 ? events.length - 1 : index + by];
    if (next) update({ sel: `e${next.id}` });
    return;
  }
  const references = order ?? subject.trace.visits.filter((visit) => passesVisit(visit, state)).map(({ id }) => `v${id}`);
  const index = selection.visit ? references.indexOf(`v${selection.visit.id}`) : -1;
  const next = references[index < 0 && by < 0 ? references.length - 1 : index + by];
  if (next) update({ sel: next });
}

function stepProblem({ subject, selection, update, announce }: Page, by: number): void {
  const { problems } = subject;
  const id = selection.visit?.id;
  const index = id === undefined ? -1 : problems.findIndex((visit) => visit.id === id);
  const after =
    by > 0 ? problems.find((visit) => visit.id > (id ?? 0)) : problems.findLast((visit) => visit.id < (id ?? Infinity));
  const next = index < 0 ? after : problems[index + by];
  if (next) update({ sel: `v${next.id}` });
  else announce(problems.length === 0 ? 'There is no problem' : 'There is no further problem');
}

function stepAttempt({ selection, update }: Page, by: number): void {
  const { visit, attempt } = selection;
  const next = visit?.attempts[(attempt?.number ?? visit.attempts.length) - 1 + by];
  if (visit && next) update({ sel: `v${visit.id}.${next.number}` });
}

/** One event back or on. */
function stepInTime({ subject, state, replay }: Page, by: number): void {
  const { times, until } = subject;
  const index = lastAt(times, state.t ?? until);
  const next = times[index + by];
  replay.seek(next === undefined || next >= timeOf(subject.trace.events.at(-1)!) ? (by < 0 ? times[0] : undefined) : next);
}
