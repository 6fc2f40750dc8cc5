import type { Json } from '../../json.ts';
import type { Scope } from '../scope.ts';
import { ownMember, quoted } from '../json-values.ts';
import { explainMissing } from './explain.ts';
import { parsePath } from './parse-path.ts';
import type { ParsedPath, Root } from './segment.ts';
import { maxSteps, TooManySteps } from './steps.ts';
import { compileSegments } from './walk.ts';

/**
 * A compiled JSONPath in the dialect Step Functions runs, Jayway JsonPath's. No JavaScript library has that dialect:
 * jsonpath-plus evaluates filters as JavaScript and json-p3 follows RFC 9535, where a definite path without a value is no error.
 */
export interface JsonPath {
  readonly text: string;
  readonly definite: boolean;
  readonly root: Root;
  /** What it points at: undefined when a definite path finds nothing; all matches, perhaps none, of an indefinite one. */
  find(input: Json, scope: Scope): Json | undefined;
  /**
   * Like `find`, with null for an index that its array does not have at the end of the path: so payload templates, InputPath and OutputPath
   * read it (measured at AWS by others), while intrinsic functions and Choice rules find nothing there.
   */
  read(input: Json, scope: Scope): Json | undefined;
  /** Why `find` gave undefined, as Jayway says it. */
  explain(input: Json, scope: Scope): string;
}

/** @throws PathSyntaxError */
export function compileJsonPath(text: string): JsonPath {
  return fromParsed(text, parsePath(text));
}

/** @param text the path as written, for messages. */
export function fromParsed(text: string, parsed: ParsedPath): JsonPath {
  const { root } = parsed;
  const rootOf = compileRoot(root);
  const follow = compileSegments(parsed);
  const simple = parsed.segments.every((segment) => segment.kind === 'member' || segment.kind === 'index');
  /** The walk of a simple path is never read. */
  const unused = { root: null, stepsLeft: 0 };
  const find: JsonPath['find'] = simple
    ? (input, scope) => {
        const value = rootOf(input, scope);
        return value === undefined ? undefined : follow(value, unused);
      }
    : (input, scope) => {
        const value = rootOf(input, scope);
        return value === undefined ? undefined : findBounded(() => follow(value, { root: value, stepsLeft: maxSteps }));
      };
  const read = !simple || parsed.segments.at(-1)?.kind !== 'index' ? find : nullBeyond(parsed, rootOf, find);
  return {
    text,
    definite: parsed.definite,
    root,
    find,
    read,
    explain(input, scope) {
      const value = rootOf(input, scope);
      if (value === undefined) return `No results for path: ${text}`;
      return explainMissing(parsed, value);
    },
  };
}

/** `find`, and null where only the index at the path's end is beyond its array. */
function nullBeyond(parsed: ParsedPath, rootOf: ReturnType<typeof compileRoot>, find: JsonPath['find']): JsonPath['find'] {
  const holder = compileSegments({ ...parsed, segments: parsed.segments.slice(0, -1) });
  const unused = { root: null, stepsLeft: 0 };
  return (input, scope) => {
    const found = find(input, scope);
    if (found !== undefined) return found;
    const value = rootOf(input, scope);
    return value !== undefined && Array.isArray(holder(value, unused)) ? null : undefined;
  };
}

function compileRoot(root: Root): (input: Json, scope: Scope) => Json | undefined {
  if (root.kind === 'input') return (input) => input;
  if (root.kind === 'context') return (_input, scope) => scope.context;
  const { name } = root;
  return (_input, scope) => ownMember(scope.variables, name);
}

/** Too many steps, or values nested deeper than calls can follow, count as nothing found. */
function findBounded(find: () => Json | undefined): Json | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof TooManySteps || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** AWS's text for a path in a payload template or in ErrorPath and CausePath. */
export const notFoundText = (text: string, field: string, input: Json): string =>
  `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${quoted(input)}'`;
