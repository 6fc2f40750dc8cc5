/**
 * Event patterns. Source: EventBridge user guide, "Comparison operators for use in event patterns". SNS's filter policies use the
 * same operators.
 */
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Json } from '../core/json.ts';

/** Why a pattern is no pattern; `message` is the reason that AWS's error gives. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** A compiled pattern. */
export interface Pattern {
  matches(event: Json): boolean;
}

type Test = (value: Json | undefined) => boolean;
type JsonObject = { [key: string]: Json };

/** Parses a pattern's text; throws PatternError. */
export function parsePattern(text: string): Pattern {
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    throw new PatternError('Invalid JSON');
  }
  return compilePattern(parsed);
}

/** As `parsePattern`, of a pattern that is JSON already. */
export function compilePattern(pattern: Json): Pattern {
  if (!isObject(pattern)) throw new PatternError('Filter is not an object');
  if (Object.keys(pattern).length === 0) throw new PatternError('Empty Object');
  return { matches: compileObject(pattern) };
}

/** True when the event matches the pattern, which has been checked before. */
export const matchesPattern = (pattern: Json, event: Json): boolean => compilePattern(pattern).matches(event);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function compileObject(pattern: JsonObject): Test {
  const tests = Object.entries(pattern).map(([name, member]): Test => {
    if (name === '$or') return compileOr(member);
    const test = isObject(member) ? compileObject(member) : compileLeaf(name, member);
    return (value) => test(isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
  });
  const all: Test = (value) => tests.every((test) => test(value));
  // An array of objects matches when one of them does.
  return (value) => (Array.isArray(value) ? value.some(all) : all(value));
}

function compileOr(alternatives: Json): Test {
  if (!Array.isArray(alternatives) || alternatives.length < 2 || !alternatives.every(isObject)) {
    throw new PatternError('There must have at least 2 Objects in $or relationship.');
  }
  const tests = alternatives.map(compileObject);
  return (value) => tests.some((test) => test(value));
}

function compileLeaf(name: string, matchers: Json): Test {
  if (!Array.isArray(matchers)) throw new PatternError(`"${name}" must be an object or an array`);
  if (matchers.length === 0) throw new PatternError('Empty arrays are not allowed');
  const tests = matchers.map(compileMatcher);
  return (value) => {
    if (Array.isArray(value)) return value.some((element) => tests.some((test) => test(element)));
    return tests.some((test) => test(value));
  };
}

const ofText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);

function compileMatcher(matcher: Json): Test {
  if (Array.isArray(matcher)) throw new PatternError('Match value must be String, number, true, false, or null');
  if (!isObject(matcher)) return (value) => value === matcher;
  const [entry, ...others] = Object.entries(matcher);
  if (!entry || others.length > 0) throw new PatternError('Only one key allowed in match expression');
  const [operator, operand] = entry;
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') throw new PatternError('exists match pattern must be either true or false.');
      return (value) => (value !== undefined && !isObject(value)) === operand;
    case 'anything-but':
      return anythingBut(operand);
    case 'numeric':
      return numeric(operand);
    default:
      return ofText(compileText(operator, operand));
  }
}

/** Operators on texts, which `anything-but` may hold too. */
function compileText(operator: string, operand: Json): (text: string) => boolean {
  if (operator === 'prefix' || operator === 'suffix') {
    const folded = isObject(operand) ? operand['equals-ignore-case'] : undefined;
    const wanted = textOf(operator, folded ?? operand);
    const fold = (text: string): string => (folded === undefined ? text : text.toLowerCase());
    return (text) => (operator === 'prefix' ? fold(text).startsWith(fold(wanted)) : fold(text).endsWith(fold(wanted)));
  }
  const wanted = textOf(operator, operand);
  switch (operator) {
    case 'equals-ignore-case':
      return (text) => text.toLowerCase() === wanted.toLowerCase();
    case 'wildcard':
      return wildcard(wanted);
    case 'cidr':
      return cidr(wanted);
    default:
      throw new PatternError(`Unrecognized match type ${operator}`);
  }
}

function textOf(operator: string, operand: Json | undefined): string {
  if (typeof operand !== 'string') throw new PatternError(`${operator} match pattern must be a string`);
  return operand;
}

function anythingBut(operand: Json): Test {
  if (isObject(operand)) {
    const [entry] = Object.entries(operand);
    if (!entry) throw new PatternError('Empty object is not allowed in anything-but');
    const [operator, values] = entry;
    const tests = (Array.isArray(values) ? values : [values]).map((value) => compileText(operator, value));
    return ofText((text) => !tests.some((test) => test(text)));
  }
  const values = Array.isArray(operand) ? operand : [operand];
  return (value) => value !== undefined && !isObject(value) && !values.includes(value);
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(operand: Json): Test {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new PatternError('Value of numeric must be an array of one or two comparisons.');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const [operator, bound] = [operand[index], operand[index + 1]];
    const compare = typeof operator === 'string' && Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
    if (!compare || typeof bound !== 'number') throw new PatternError(`Unrecognized numeric range operator: ${String(operator)}`);
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

/** `*` stands for any characters; a backslash makes the next character plain. Matched in linear time: the text is untrusted. */
function wildcard(pattern: string): (text: string) => boolean {
  const parts: string[] = [''];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]!;
    if (character === '*') {
      if (pattern[index + 1] === '*') throw new PatternError('Consecutive wildcard characters');
      parts.push('');
    } else parts[parts.length - 1] += character === '\\' ? (pattern[++index] ?? '') : character;
  }
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  return (text) => {
    if (last === undefined) return text === first;
    if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
    let position = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, position);
      if (found === -1 || found + part.length > text.length - last.length) return false;
      position = found + part.length;
    }
    return true;
  };
}

function cidr(range: string): (text: string) => boolean {
  const [address = '', length = ''] = range.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const prefix = Number(length);
  if (
    isIP(address) === 0 ||
    length === '' ||
    !Number.isInteger(prefix) ||
    prefix < 0 ||
    prefix > (family === 'ipv6' ? 128 : 32)
  ) {
    throw new PatternError(`Malformed CIDR, one '/' required`);
  }
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return (text) => isIP(text) !== 0 && list.check(text, isIPv6(text) ? 'ipv6' : 'ipv4');
}
