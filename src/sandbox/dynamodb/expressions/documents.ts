/** Reading, projecting and changing parts of an item by document path. Items are values: changes copy what they touch. */
import type { Item, Value } from '../attribute-values.ts';
import { attribute, record } from '../attribute-values.ts';
import { validation } from '../errors.ts';
import type { Path } from './ast.ts';

/** The value at the path, or undefined. */
export function valueAt(item: Item, path: Path): Value | undefined {
  let value: Value | undefined = { M: item };
  for (const step of path) {
    if (!value) return undefined;
    value = memberOf(value, step);
  }
  return value;
}

function memberOf(value: Value, step: string | number): Value | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined;
  return 'M' in value ? attribute(value.M, step) : undefined;
}

/**
 * The item with the value put at the path, or removed (`undefined`). A list index past the end appends.
 * Throws AWS's ValidationException when the parent of the path is not there.
 */
export function withValue(item: Item, path: Path, value: Value | undefined): Item {
  return (changed({ M: item }, path, value) as { M: Item }).M;
}

function changed(parent: Value, [step, ...rest]: Path, value: Value | undefined): Value {
  const unusable = (): Error => validation('The document path provided in the update expression is invalid for update');
  if (typeof step === 'number') {
    if (!('L' in parent)) throw unusable();
    const list = [...parent.L];
    const present = list[step];
    if (rest.length > 0) {
      if (!present) throw unusable();
      list[step] = changed(present, rest, value);
    } else if (value === undefined) list.splice(step, 1);
    else if (present) list[step] = value;
    else list.push(value);
    return { L: list };
  }
  if (!('M' in parent)) throw unusable();
  const map = record(parent.M);
  const present = attribute(parent.M, step!);
  if (rest.length > 0) {
    if (!present) throw unusable();
    map[step!] = changed(present, rest, value);
  } else if (value === undefined) delete map[step!];
  else map[step!] = value;
  return { M: map };
}

/** The parts of the item that the paths name; list elements move together, in their order. */
export function project(item: Item, paths: readonly Path[]): Item {
  const parts = paths.filter((path) => valueAt(item, path) !== undefined);
  return (projected({ M: item }, parts) as { M: Item }).M;
}

function projected(value: Value, paths: readonly Path[]): Value {
  if (paths.some((path) => path.length === 0)) return value;
  const steps = [...new Set(paths.map(([step]) => step!))];
  const below = (step: string | number): Path[] => paths.filter(([first]) => first === step).map((path) => path.slice(1));
  if ('L' in value) {
    const indexes = (steps as number[]).sort((one, other) => one - other);
    return { L: indexes.map((index) => projected(value.L[index]!, below(index))) };
  }
  const map = record();
  for (const step of steps as string[]) map[step] = projected((value as { M: Item }).M[step]!, below(step));
  return { M: map };
}
