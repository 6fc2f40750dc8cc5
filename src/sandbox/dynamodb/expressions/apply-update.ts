/** Carries an update expression out on an item. Every operand is read from the item as it was before. */
import type { Item, Value } from '../attribute-values.ts';
import { contentOf, typeOf } from '../attribute-values.ts';
import { validation } from '../errors.ts';
import { addNumbers, formatNumber, parseNumber } from '../numbers.ts';
import type { Path, SetValue, Update } from './ast.ts';
import { valueAt, withValue } from './documents.ts';

/** The updated item; `item` is the old one, or the bare key. */
export function applyUpdate(item: Item, update: Update): Item {
  const assignments = update.set.map(({ path, value }) => ({ path, value: evaluate(item, value) }));
  const additions = update.add.map(({ path, value }) => ({ path, value: added(valueAt(item, path), value) }));
  const deletions = update.delete.flatMap(({ path, value }) => {
    const present = valueAt(item, path);
    return present ? [{ path, value: withoutMembers(present, value) }] : [];
  });
  let result = item;
  // Assignments to list indexes past the end append in the order of the indexes.
  const ordered = [...assignments, ...additions, ...deletions].sort((one, other) => listIndex(one.path) - listIndex(other.path));
  for (const { path, value } of ordered) result = withValue(result, path, value);
  // Indexes of REMOVE mean the list as it was: the last goes first.
  const removals = [...update.remove].sort((one, other) => listIndex(other) - listIndex(one));
  for (const path of removals)
    if (valueAt(item, path) !== undefined || path.length > 1) result = withValue(result, path, undefined);
  return result;
}

/** The index of a list element that the path ends at; attributes come before all of them. */
const listIndex = (path: Path): number => {
  const last = path.at(-1);
  return typeof last === 'number' ? last : -1;
};

const wrongType = (): Error => validation('An operand in the update expression has an incorrect data type');

function evaluate(item: Item, value: SetValue): Value {
  switch (value.kind) {
    case 'value':
      return value.value;
    case 'size':
      throw wrongType();
    case 'path': {
      const present = valueAt(item, value.path);
      if (!present) throw validation('The provided expression refers to an attribute that does not exist in the item');
      return present;
    }
    case 'if_not_exists':
      return valueAt(item, value.path) ?? evaluate(item, value.otherwise);
    case 'list_append': {
      const [left, right] = [evaluate(item, value.left), evaluate(item, value.right)];
      if (!('L' in left) || !('L' in right)) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
    case 'sum': {
      const [left, right] = [evaluate(item, value.left), evaluate(item, value.right)];
      if (!('N' in left) || !('N' in right)) throw wrongType();
      return { N: formatNumber(addNumbers(parseNumber(left.N), parseNumber(right.N), value.sign)) };
    }
  }
}

/** ADD: numbers are added, sets united; what is not there counts as 0 or the empty set. */
function added(present: Value | undefined, value: Value): Value {
  if (!present) return value;
  if (typeOf(present) !== typeOf(value)) throw wrongType();
  if ('N' in present && 'N' in value) return { N: formatNumber(addNumbers(parseNumber(present.N), parseNumber(value.N))) };
  return { [typeOf(value)]: [...new Set([...members(present), ...members(value)])] } as unknown as Value;
}

/** DELETE: the set without these members; undefined when none is left, for DynamoDB keeps no empty set. */
function withoutMembers(present: Value, value: Value): Value | undefined {
  if (typeOf(present) !== typeOf(value)) throw wrongType();
  const gone = new Set(members(value));
  const left = members(present).filter((member) => !gone.has(member));
  return left.length === 0 ? undefined : ({ [typeOf(value)]: left } as unknown as Value);
}

const members = (value: Value): readonly string[] => contentOf(value) as readonly string[];
