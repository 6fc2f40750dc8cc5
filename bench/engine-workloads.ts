/** Workloads of the engine's benchmark. A transition is a state entered. */
import type { Json } from '../src/engine/json.ts';

export interface EngineWorkload {
  readonly name: string;
  readonly language: 'JSONPath' | 'JSONata';
  readonly definition: Readonly<Record<string, unknown>>;
  readonly input: Json;
  readonly transitions: number;
  /** Whether an output is the right one: a fast engine that is wrong has measured nothing. */
  isRight(output: Json): boolean;
  /** JSONata workloads: the expressions of one round, and how many rounds: what evaluating alone costs. */
  readonly expressions?: { readonly texts: readonly string[]; readonly rounds: number };
}

/** A counter in JSONPath: Choice, Pass with States.MathAdd, Choice, ... */
function loop(name: string, rounds: number): EngineWorkload {
  return {
    name,
    language: 'JSONPath',
    definition: {
      StartAt: 'More',
      States: {
        More: { Type: 'Choice', Choices: [{ Variable: '$.i', NumericLessThanPath: '$.n', Next: 'Add' }], Default: 'Done' },
        Add: { Type: 'Pass', Parameters: { 'i.$': 'States.MathAdd($.i, 1)', 'n.$': '$.n' }, Next: 'More' },
        Done: { Type: 'Succeed' },
      },
    },
    input: { i: 0, n: rounds },
    transitions: 2 * rounds + 2,
    isRight: (output) => (output as { i: number }).i === rounds,
  };
}

/** The same counter in JSONata. */
function jsonataLoop(name: string, rounds: number): EngineWorkload {
  const more = '$states.input.i < $states.input.n';
  const next = '$states.input.i + 1';
  const same = '$states.input.n';
  return {
    name,
    language: 'JSONata',
    definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'More',
      States: {
        More: { Type: 'Choice', Choices: [{ Condition: `{% ${more} %}`, Next: 'Add' }], Default: 'Done' },
        Add: { Type: 'Pass', Output: { i: `{% ${next} %}`, n: `{% ${same} %}` }, Next: 'More' },
        Done: { Type: 'Succeed' },
      },
    },
    input: { i: 0, n: rounds },
    transitions: 2 * rounds + 2,
    isRight: (output) => (output as { i: number }).i === rounds,
    expressions: { texts: [more, next, same], rounds },
  };
}

/** A Map with two states an item. */
function map(name: string, items: number, maxConcurrency: number): EngineWorkload {
  return {
    name,
    language: 'JSONPath',
    definition: {
      StartAt: 'Each Item',
      States: {
        'Each Item': {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrency: maxConcurrency,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'Add',
            States: {
              Add: { Type: 'Pass', Parameters: { 'id.$': '$.id', 'v.$': 'States.MathAdd($.id, 1)' }, Next: 'Keep' },
              Keep: { Type: 'Pass', Parameters: { 'v.$': '$.v' }, End: true },
            },
          },
          End: true,
        },
      },
    },
    input: { items: Array.from({ length: items }, (_, id) => ({ id })) },
    transitions: 2 * items + 1,
    isRight: (output) => Array.isArray(output) && (output[items - 1] as { v: number }).v === items,
  };
}

/** A Parallel of chains of Pass states. */
function parallel(name: string, branches: number, length: number): EngineWorkload {
  const chain = Object.fromEntries(
    Array.from({ length }, (_, index) => [
      `Step ${index}`,
      { Type: 'Pass', ...(index === length - 1 ? { End: true } : { Next: `Step ${index + 1}` }) },
    ]),
  );
  return {
    name,
    language: 'JSONPath',
    definition: {
      StartAt: 'All',
      States: {
        All: {
          Type: 'Parallel',
          Branches: Array.from({ length: branches }, () => ({ StartAt: 'Step 0', States: chain })),
          End: true,
        },
      },
    },
    input: { x: 1 },
    transitions: branches * length + 1,
    isRight: (output) => Array.isArray(output) && output.length === branches,
  };
}

export const engineWorkloads: readonly EngineWorkload[] = [
  loop('loop', 5_000),
  loop('loop-100k', 50_000),
  jsonataLoop('loop-jsonata', 5_000),
  map('map', 10_000, 40),
  map('map-40k', 40_000, 40),
  parallel('parallel', 10, 1_000),
];
