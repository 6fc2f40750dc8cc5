import type { Filter } from './filter.ts';

/** Aggregate functions at the end of a path, as in `$.items.length()` (Jayway JsonPath, section "Functions"). */
export type PathFunction = 'length' | 'size' | 'min' | 'max' | 'avg' | 'sum' | 'stddev' | 'keys' | 'first' | 'last';

/** One step of a JSONPath. */
export type Segment =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'members'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descendants' }
  | { readonly kind: 'filter'; readonly filter: Filter; readonly text: string }
  | { readonly kind: 'function'; readonly name: PathFunction };

/** What a path starts from. */
export type Root =
  { readonly kind: 'input' } | { readonly kind: 'context' } | { readonly kind: 'variable'; readonly name: string };

export interface ParsedPath {
  readonly root: Root;
  readonly segments: readonly Segment[];
  /** True when it can only point at one value; an indefinite path gives an array. */
  readonly definite: boolean;
}

/** A segment that points at one value at most. Several names at the end of a path are merged into one object, so they are definite there. */
function isDefinite(segment: Segment, last: boolean): boolean {
  switch (segment.kind) {
    case 'member':
    case 'index':
    case 'function':
      return true;
    case 'members':
      return last;
    case 'indexes':
    case 'slice':
    case 'wildcard':
    case 'descendants':
    case 'filter':
      return false;
    default:
      return segment satisfies never;
  }
}

/** The path as Jayway normalizes it in messages: `$['a'][0]`. */
export const normalized = (segments: readonly Segment[]): string => `$${segments.map(segmentText).join('')}`;

export function segmentText(segment: Segment): string {
  switch (segment.kind) {
    case 'member':
      return `['${segment.name}']`;
    case 'members':
      return `[${segment.names.map((name) => `'${name}'`).join(',')}]`;
    case 'index':
      return `[${segment.index}]`;
    case 'indexes':
      return `[${segment.indexes.join(',')}]`;
    case 'slice':
      return `[${segment.from ?? ''}:${segment.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'descendants':
      return '..';
    case 'filter':
      return `[${segment.text}]`;
    case 'function':
      return `.${segment.name}()`;
    default:
      return segment satisfies never;
  }
}

/** A path of a root and its segments. A function makes one value of whatever its path found, so it is definite. */
export function parsedPath(root: Root, segments: readonly Segment[]): ParsedPath {
  const last = segments.length - 1;
  const definite = segments[last]?.kind === 'function' || segments.every((segment, i) => isDefinite(segment, i === last));
  return { root, segments, definite };
}
