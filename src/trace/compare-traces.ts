/** Two executions beside each other: visits are matched by lane, state and number, never by time or event id. */
import { endOf } from './taken.ts';
import { diffJson, parsedJson, type JsonChange } from './json-diff.ts';
import type { Trace, Visit } from './trace.ts';

/** A visit of one execution or of both. */
export interface ComparedVisit {
  /** `/Each[17]/Item#2`. */
  readonly key: string;
  readonly before?: Visit;
  readonly after?: Visit;
  readonly took: { readonly before?: number; readonly after?: number };
  /** In words, the gravest first: `only in the first`, `FAILED instead of SUCCEEDED`, `3 attempts instead of 1`. */
  readonly differences: readonly string[];
}

export interface Comparison {
  readonly same: number;
  readonly visits: readonly ComparedVisit[];
  /** About the executions as wholes. */
  readonly execution: readonly string[];
  readonly input: readonly JsonChange[];
  readonly output: readonly JsonChange[];
  /** undefined where a definition is not known. */
  readonly definition: readonly JsonChange[] | undefined;
}

/** A visit counts as slower or faster beyond this ratio, and beyond a second. */
const ratioThatCounts = 2;

export function compareTraces(
  before: Trace,
  after: Trace,
  definitions: { readonly before?: unknown; readonly after?: unknown } = {},
): Comparison {
  const visits = alignedVisits(before, after);
  return {
    same: visits.filter(({ differences }) => differences.length === 0).length,
    visits,
    execution: executionDifferences(before, after),
    input: diffJson(parsedJson(before.execution.input), parsedJson(after.execution.input)),
    output: diffJson(parsedJson(before.execution.output), parsedJson(after.execution.output)),
    definition:
      definitions.before === undefined || definitions.after === undefined
        ? undefined
        : diffJson(definitions.before, definitions.after),
  };
}

/** The first execution's order; what only the second has follows what it came after there. */
function alignedVisits(before: Trace, after: Trace): ComparedVisit[] {
  const keyOf = ({ lane, state, number }: Visit): string => `${lane}/${state}${number > 1 ? `#${number}` : ''}`;
  const second = new Map(after.visits.map((visit) => [keyOf(visit), visit]));
  const first = new Map(before.visits.map((visit) => [keyOf(visit), visit]));
  const only = new Map<string | undefined, string[]>();
  let last: string | undefined;
  for (const key of second.keys()) {
    if (first.has(key)) last = key;
    else only.set(last, [...(only.get(last) ?? []), key]);
  }
  const pair = (key: string): ComparedVisit => compared(key, first.get(key), second.get(key), before, after);
  const added = (key: string | undefined): ComparedVisit[] => (only.get(key) ?? []).map(pair);
  return [...added(undefined), ...[...first.keys()].flatMap((key) => [pair(key), ...added(key)])];
}

function compared(key: string, one: Visit | undefined, other: Visit | undefined, before: Trace, after: Trace): ComparedVisit {
  const tookOf = (visit: Visit | undefined, trace: Trace): number | undefined => {
    const end = visit && endOf(visit, trace);
    return visit && end !== undefined ? end - visit.enteredAt : undefined;
  };
  const took = { before: tookOf(one, before), after: tookOf(other, after) };
  return {
    key,
    ...(one ? { before: one } : {}),
    ...(other ? { after: other } : {}),
    took: {
      ...(took.before === undefined ? {} : { before: took.before }),
      ...(took.after === undefined ? {} : { after: took.after }),
    },
    differences: one && other ? differencesOf(one, other, took) : [one ? 'only in the first' : 'only in the second'],
  };
}

function differencesOf(one: Visit, other: Visit, took: { before: number | undefined; after: number | undefined }): string[] {
  const differences: string[] = [];
  if (one.status !== other.status) differences.push(`${other.status} instead of ${one.status}`);
  const error = other.attempts.at(-1)?.error;
  if (error !== one.attempts.at(-1)?.error) differences.push(error === undefined ? 'no error' : `error ${error}`);
  if (one.attempts.length !== other.attempts.length)
    differences.push(`${other.attempts.length} attempts instead of ${one.attempts.length}`);
  if (differs(one.input, other.input)) differences.push('input differs');
  if (differs(one.output, other.output)) differences.push('output differs');
  if (took.before !== undefined && took.after !== undefined) {
    const [less, more] = [Math.min(took.before, took.after), Math.max(took.before, took.after)];
    if (more - less > 1000 && more > less * ratioThatCounts)
      differences.push(
        `${(more / Math.max(less, 1)).toFixed(less > 0 && more / less < 10 ? 1 : 0)} times ${took.after > took.before ? 'as long' : 'as fast'}`,
      );
  }
  return differences;
}

const differs = (one: string | undefined, other: string | undefined): boolean =>
  one !== other && diffJson(parsedJson(one), parsedJson(other), 1).length > 0;

function executionDifferences({ execution: one, source: from }: Trace, { execution: other, source: of }: Trace): string[] {
  const differences: string[] = [];
  if (one.stateMachine !== other.stateMachine)
    differences.push(`different state machines: ${one.stateMachine} and ${other.stateMachine}`);
  if (from.kind !== of.kind) differences.push(`different sources: ${from.kind} and ${of.kind}`);
  if (one.status !== other.status) differences.push(`${other.status} instead of ${one.status}`);
  if (one.error !== other.error) differences.push(other.error === undefined ? 'no error' : `error ${other.error}`);
  if (one.redrives !== other.redrives) differences.push(`${other.redrives} redrives instead of ${one.redrives}`);
  return differences;
}
