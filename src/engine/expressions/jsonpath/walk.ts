import type { Json } from '../../json.ts';
import { isInheritedName, isObject, ownMember, setMember } from '../json-values.ts';
import { applyFunction } from './path-functions.ts';
import type { ParsedPath, Segment } from './segment.ts';
import type { Walk } from './steps.ts';
import { spend } from './steps.ts';

/** Finds what a path points at: undefined when a definite part finds nothing. @throws TooManySteps */
export type Find = (value: Json, walk: Walk) => Json | undefined;

/** Compiles the segments of a path; its root is given at evaluation. */
export function compileSegments(path: ParsedPath): Find {
  const last = path.segments.at(-1);
  if (last?.kind === 'function') {
    const { name } = last;
    const find = compileSegments({ ...path, segments: path.segments.slice(0, -1) });
    return (value, walk) => {
      const found = find(value, walk);
      return found === undefined ? undefined : applyFunction(name, found);
    };
  }
  const firstIndefinite = path.segments.findIndex((segment, i) => !isStep(segment, i === path.segments.length - 1));
  if (firstIndefinite === -1) return compileSteps(path.segments);
  const prefix = compileSteps(path.segments.slice(0, firstIndefinite));
  const rest = path.segments.slice(firstIndefinite);
  return (value, walk) => {
    const start = prefix(value, walk);
    // AWS answers [] even when the definite beginning finds nothing: `$.missing[*]`.
    return start === undefined ? [] : findAll(start, rest, walk);
  };
}

const isStep = (segment: Segment, last: boolean): boolean =>
  segment.kind === 'member' || segment.kind === 'index' || (segment.kind === 'members' && last);

/** The common paths (`$`, `$.a`, `$.a.b`, `$.a[0]`): a chain of closures, no allocation. */
function compileSteps(segments: readonly Segment[]): Find {
  let find: Find = (value) => value;
  segments.forEach((segment, i) => {
    const step = compileStep(segment);
    if (i === 0) find = (value) => step(value);
    else {
      const before = find;
      find = (value, walk) => {
        const found = before(value, walk);
        return found === undefined ? undefined : step(found);
      };
    }
  });
  return find;
}

/** One step to at most one value. */
function compileStep(segment: Segment): (value: Json) => Json | undefined {
  switch (segment.kind) {
    case 'member': {
      const { name } = segment;
      if (isInheritedName(name)) return (value) => (isObject(value) ? ownMember(value, name) : undefined);
      return (value) => (isObject(value) ? value[name] : undefined);
    }
    case 'index': {
      const { index } = segment;
      return (value) => (Array.isArray(value) ? value.at(index) : undefined);
    }
    case 'members': {
      const { names } = segment;
      return (value) => (isObject(value) ? pick(value, names) : undefined);
    }
    default:
      throw new TypeError(`a segment ${segment.kind} is no single step`);
  }
}

/** Several names at the end of a path give one object of those that are there. */
function pick(value: { [key: string]: Json }, names: readonly string[]): Json {
  const picked: { [key: string]: Json } = {};
  for (const name of names) {
    const member = ownMember(value, name);
    if (member !== undefined) setMember(picked, name, member);
  }
  return picked;
}

/** All matches, segment by segment, in document order. */
function findAll(start: Json, segments: readonly Segment[], walk: Walk): Json[] {
  let found: Json[] = [start];
  segments.forEach((segment, i) => {
    const next: Json[] = [];
    const afterDescendants = segments[i - 1]?.kind === 'descendants';
    const last = i === segments.length - 1;
    for (const value of found) collect(value, segment, { next, walk, afterDescendants, last });
    found = next;
  });
  return found;
}

interface Collecting {
  readonly next: Json[];
  readonly walk: Walk;
  readonly afterDescendants: boolean;
  readonly last: boolean;
}

function collect(value: Json, segment: Segment, { next, walk, afterDescendants, last }: Collecting): void {
  spend(walk, 1);
  switch (segment.kind) {
    case 'member':
    case 'index': {
      const member =
        segment.kind === 'index' ? (Array.isArray(value) ? value.at(segment.index) : undefined) : memberOf(value, segment.name);
      if (member !== undefined) next.push(member);
      return;
    }
    case 'members':
      if (!isObject(value)) return;
      if (last) next.push(pick(value, segment.names));
      else append(next, segment.names.map((name) => ownMember(value, name)), walk); // prettier-ignore
      return;
    case 'indexes':
      if (Array.isArray(value)) append(next, segment.indexes.map((index) => value.at(index)), walk); // prettier-ignore
      return;
    case 'slice':
      if (Array.isArray(value)) append(next, value.slice(segment.from ?? 0, segment.to), walk);
      return;
    case 'wildcard':
      if (typeof value === 'object' && value !== null) append(next, Object.values(value), walk);
      return;
    case 'descendants':
      descend(value, next, walk);
      return;
    case 'filter':
      // An object is tested itself, an array element by element; below `..` every object is met on its own.
      if (isObject(value)) {
        if (segment.filter(value, walk)) next.push(value);
      } else if (Array.isArray(value) && !afterDescendants) {
        spend(walk, value.length);
        for (const item of value) if (segment.filter(item, walk)) next.push(item);
      }
      return;
    case 'function':
      throw new TypeError('a function stands only at the end of a path');
    default:
      segment satisfies never;
  }
}

const memberOf = (value: Json, name: string): Json | undefined => (isObject(value) ? ownMember(value, name) : undefined);

function append(next: Json[], values: readonly (Json | undefined)[], walk: Walk): void {
  spend(walk, values.length);
  for (const value of values) if (value !== undefined) next.push(value);
}

/** The value and every object and array below it, each before its members. A stack of our own: input may nest deeper than calls can. */
function descend(value: Json, next: Json[], walk: Walk): void {
  const stack: Json[] = [value];
  while (stack.length > 0) {
    const node = stack.pop() as Json;
    if (typeof node !== 'object' || node === null) continue;
    next.push(node);
    const members = Array.isArray(node) ? node : Object.values(node);
    spend(walk, members.length + 1);
    for (let i = members.length - 1; i >= 0; i -= 1) stack.push(members[i] as Json);
  }
}
