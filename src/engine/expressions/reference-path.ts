import { DefinitionError } from '../definition/definition-error.ts';
import type { Json } from '../json.ts';
import { EvaluationFailure } from './evaluation-failure.ts';
import { isObject, ownMember, quoted, setMember } from './json-values.ts';
import { parsePath } from './jsonpath/parse-path.ts';
import type { JsonObject } from './scope.ts';

/** A compiled reference path (ResultPath): it names one place (ASL specification, "Reference Paths"). */
export interface ReferencePath {
  readonly text: string;
  /** A copy of `root` with `value` at the path, sharing what did not change; `root` itself is left alone. */
  write(root: Json, value: Json): Json | EvaluationFailure;
}

type Step = string | number;

/** @throws DefinitionError when the text is not a reference path: only `$`, names and numbers, no operators. */
export function compileReferencePath(text: string, field: string): ReferencePath {
  const steps = parseSteps(text, field);
  return {
    text,
    write(root, value) {
      const written = writeAt(root, steps, 0, value);
      return written === undefined
        ? new EvaluationFailure('States.ResultPathMatchFailure', `Unable to apply ReferencePath ${text} to input ${quoted(root)}`)
        : written;
    },
  };
}

function parseSteps(text: string, field: string): Step[] {
  const invalid = (): DefinitionError =>
    new DefinitionError(`The value for the field '${field}' must be a valid JSONPath reference to one node: ${text}`);
  try {
    const { root, segments } = parsePath(text);
    if (root.kind !== 'input') throw invalid();
    return segments.map((segment) => {
      if (segment.kind === 'member') return segment.name;
      if (segment.kind === 'index') return segment.index;
      throw invalid();
    });
  } catch {
    throw invalid();
  }
}

/** Undefined when the path cannot be applied. Members that are missing are made; an array takes only an index it has. */
function writeAt(root: Json | undefined, steps: readonly Step[], position: number, value: Json): Json | undefined {
  const step = steps[position];
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(root) || step < 0 || step >= root.length) return undefined;
    const written = writeAt(root[step], steps, position + 1, value);
    return written === undefined ? undefined : root.with(step, written);
  }
  if (root !== undefined && !isObject(root)) return undefined;
  const written = writeAt(root === undefined ? undefined : ownMember(root, step), steps, position + 1, value);
  if (written === undefined) return undefined;
  const copy: JsonObject = { ...root };
  setMember(copy, step, written);
  return copy;
}
