import type { Json } from '../../json.ts';
import { isObject, ownMember, quoted } from '../json-values.ts';
import type { ParsedPath, Segment } from './segment.ts';
import { normalized, segmentText } from './segment.ts';

/**
 * Why a path finds nothing, in the words of Jayway JsonPath, which Step Functions passes on:
 * "No results for path: $['a']", "Missing property in path $['no']".
 */
export function explainMissing(path: ParsedPath, root: Json): string {
  let value: Json = root;
  for (const [i, segment] of path.segments.entries()) {
    const next = step(value, segment);
    if (next === undefined && segment.kind === 'index' && Array.isArray(value) && i < path.segments.length - 1) {
      // Jayway goes on from a null that the array does not have.
      return explainStep(path, i + 1, null);
    }
    if (next === undefined) return explainStep(path, i, value);
    value = next;
  }
  return `No results for path: ${normalized(path.segments)}`;
}

function step(value: Json, segment: Segment): Json | undefined {
  if (segment.kind === 'member' && isObject(value)) return ownMember(value, segment.name);
  if (segment.kind === 'index' && Array.isArray(value)) return value.at(segment.index);
  return undefined;
}

function explainStep(path: ParsedPath, position: number, value: Json): string {
  const segment = path.segments[position] as Segment;
  const before = normalized(path.segments.slice(0, position));
  const last = position === path.segments.length - 1;
  if (segment.kind === 'member' || segment.kind === 'members') {
    if (!isObject(value)) {
      return (
        `Expected to find an object with property ${segmentText(segment)} in path ${before} but found '${javaClass(value)}'. ` +
        `This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.`
      );
    }
    if (!last) return `Missing property in path ${before}${segmentText(segment)}`;
  }
  if (segment.kind === 'index' && value === null) return `The path ${before} is null`;
  if ((segment.kind === 'index' || segment.kind === 'indexes' || segment.kind === 'slice') && !Array.isArray(value)) {
    return `Filter: ${segmentText(segment)} can only be applied to arrays. Current context is: ${quoted(value)}`;
  }
  return `No results for path: ${normalized(path.segments)}`;
}

/** The class that Jayway's Jackson provider names in its message. */
function javaClass(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'com.fasterxml.jackson.databind.node.ArrayNode';
  if (typeof value === 'string') return 'java.lang.String';
  if (typeof value === 'boolean') return 'java.lang.Boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double';
  return 'com.fasterxml.jackson.databind.node.ObjectNode';
}
