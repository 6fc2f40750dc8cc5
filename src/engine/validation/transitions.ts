import type { Json } from '../json.ts';
import type { Diagnostics } from './diagnostic.ts';

type JsonObject = { [key: string]: Json };

/** Every place in a state that names the state that follows: the name, the field, and its pointer below the state. */
function targets(state: JsonObject): { target: string; field: string; pointer: string }[] {
  const found: { target: string; field: string; pointer: string }[] = [];
  const add = (holder: JsonObject, field: string, pointer: string): void => {
    const target = holder[field];
    if (typeof target === 'string') found.push({ target, field, pointer: `${pointer}/${field}` });
  };
  add(state, 'Next', '');
  add(state, 'Default', '');
  for (const list of ['Choices', 'Catch']) {
    const entries = state[list];
    if (!Array.isArray(entries)) continue;
    entries.forEach((entry, index) => {
      if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) add(entry, 'Next', `/${list}[${index}]`);
    });
  }
  return found;
}

/**
 * Checks one `States` object: each transition must name a state of the same object, and each state must be reachable.
 * https://states-language.net/spec.html#transition
 */
export function checkTransitions(
  states: ReadonlyMap<string, JsonObject>,
  startAt: string | undefined,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  const reached = new Set<string>();
  if (startAt !== undefined && !states.has(startAt)) {
    diagnostics.error(`${pointer}/StartAt`, `Missing 'StartAt' target: ${startAt}`, 'MISSING_TRANSITION_TARGET');
  }
  for (const [name, state] of states) {
    for (const { target, field, pointer: place } of targets(state)) {
      if (!states.has(target))
        diagnostics.error(
          `${pointer}/States/${name}${place}`,
          `Missing '${field}' target: ${target}`,
          'MISSING_TRANSITION_TARGET',
        );
      else if (target !== name) reached.add(target);
    }
  }
  for (const name of states.keys()) {
    if (name !== startAt && !reached.has(name)) {
      diagnostics.error(`${pointer}/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
    }
  }
}
