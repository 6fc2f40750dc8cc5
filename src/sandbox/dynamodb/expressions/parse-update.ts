/** Update expressions: their grammar (Developer Guide, "Update expressions in DynamoDB"). */
import { typeOf } from '../attribute-values.ts';
import type { Path, SetValue, Update } from './ast.ts';
import { printPath } from './ast.ts';
import { Parser, refuseOverlaps } from './parser.ts';
import type { Placeholders } from './placeholders.ts';

const field = 'UpdateExpression';
const functions = ['if_not_exists', 'list_append'];
const typeNames: Readonly<Record<string, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
};

/** Parses the sections SET, REMOVE, ADD and DELETE, each at most once, in any order. */
export function parseUpdate(text: string, placeholders: Placeholders): Update {
  const parser = new Parser(text, field, placeholders);
  const seen = new Set<string>();
  let set: Update['set'] = [];
  let remove: Update['remove'] = [];
  let add: Update['add'] = [];
  let del: Update['delete'] = [];
  while (parser.peek() !== undefined) {
    const section = parser.peek()!.toUpperCase();
    if (!['SET', 'REMOVE', 'ADD', 'DELETE'].includes(section)) throw parser.syntaxError();
    if (seen.has(section)) {
      throw parser.invalid(`The "${section}" section can only be used once in an update expression;`);
    }
    seen.add(section);
    parser.next();
    if (section === 'SET') set = parser.list(() => assignment(parser));
    else if (section === 'REMOVE') remove = parser.list(() => parser.path());
    else if (section === 'ADD') add = parser.list(() => change(parser, 'ADD', ['N', 'SS', 'NS', 'BS']));
    else del = parser.list(() => change(parser, 'DELETE', ['SS', 'NS', 'BS']));
  }
  const paths = [...set.map(({ path }) => path), ...remove, ...add.map(({ path }) => path), ...del.map(({ path }) => path)];
  refuseOverlaps(paths, field, printPath);
  return { set, remove, add, delete: del };
}

/** Every path that the update changes. */
export const updatedPaths = ({ set, remove, add, delete: del }: Update): readonly Path[] => [
  ...set.map(({ path }) => path),
  ...remove,
  ...add.map(({ path }) => path),
  ...del.map(({ path }) => path),
];

function assignment(parser: Parser): Update['set'][number] {
  const path = parser.path();
  parser.expect('=');
  return { path, value: setValue(parser) };
}

function setValue(parser: Parser): SetValue {
  const left = setOperand(parser);
  const operator = parser.peek();
  if (operator !== '+' && operator !== '-') return left;
  parser.next();
  const right = setOperand(parser);
  for (const side of [left, right]) {
    if (side.kind === 'value' && !('N' in side.value))
      throw wrongType(parser, operator, typeOf(side.value), 'operator or function');
  }
  return { kind: 'sum', sign: operator === '+' ? 1 : -1, left, right };
}

function setOperand(parser: Parser): SetValue {
  if (parser.take('(')) {
    const value = parser.nested(() => setValue(parser));
    parser.expect(')');
    return value;
  }
  if (!parser.callsFunction(functions)) return parser.operand();
  const { name, operands } = parser.nested(() => parser.arguments(2, () => setOperand(parser)));
  const [first, second] = operands as [SetValue, SetValue];
  if (name === 'if_not_exists') {
    if (first.kind !== 'path') {
      throw parser.invalid('Operator or function requires a document path; operator or function: if_not_exists');
    }
    return { kind: 'if_not_exists', path: first.path, otherwise: second };
  }
  for (const side of [first, second]) {
    if (side.kind === 'value' && !('L' in side.value)) throw wrongType(parser, name, typeOf(side.value), 'operator or function');
  }
  return { kind: 'list_append', left: first, right: second };
}

function change(parser: Parser, section: string, types: readonly string[]): Update['add'][number] {
  const path = parser.path();
  const operand = parser.operand();
  if (operand.kind !== 'value') throw parser.syntaxError();
  const type = typeOf(operand.value);
  if (!types.includes(type)) throw wrongType(parser, section, typeNames[type]!, 'operator');
  return { path, value: operand.value };
}

function wrongType(parser: Parser, operator: string, type: string, noun: string): Error {
  return parser.invalid(
    `Incorrect operand type for operator or function; ${noun}: ${operator}, operand type: ${type}${noun === 'operator' ? `, typeSet: ALLOWED_FOR_${operator}_OPERAND` : ''}`,
  );
}
