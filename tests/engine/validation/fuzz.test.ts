import fc from 'fast-check';
import { variableReferences } from '../../../src/engine/api/variable-references.ts';
import type { Json } from '../../../src/engine/json.ts';
import { undefinedVariables } from '../../../src/engine/validation/undefined-variables.ts';
import { validateDefinition } from '../../../src/engine/validation/validate-definition.ts';
import { harness } from '../execution/run.ts';

/**
 * Good definitions, spoiled in one to three places: validation never throws, and what it accepts the engine can run to an end. So nobody
 * creates a machine that fails for its definition when it is started.
 */
const pass = { Type: 'Pass', End: true };
const machine = (StartAt: string, States: object, more: object = {}): Json => ({ StartAt, States, ...more }) as Json;
const task = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  TimeoutSeconds: 9,
  HeartbeatSeconds: 3,
  Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2, MaxDelaySeconds: 5, JitterStrategy: 'FULL' }],
  Next: 'Z',
};
const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'J', States: { J: pass } };
const good: readonly Json[] = [
  machine('A', {
    A: {
      Type: 'Pass',
      Parameters: { 'x.$': "States.Format('{}', $.a)" },
      ResultPath: '$.p',
      Assign: { 'v.$': '$.a' },
      Next: 'C',
    },
    C: {
      Type: 'Choice',
      Choices: [
        { And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$v', NumericGreaterThanPath: '$.a' } }], Next: 'W' },
        { Variable: '$.b', TimestampEquals: '2020-01-01T00:00:00Z', Next: 'Z' },
      ],
      Default: 'T',
    },
    W: { Type: 'Wait', SecondsPath: '$.a', Next: 'Z' },
    T: {
      ...task,
      Parameters: { FunctionName: 'f', 'Payload.$': '$' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'F', ResultPath: '$.e' }],
    },
    F: { Type: 'Fail', ErrorPath: '$.e.Error', Cause: 'c' },
    Z: { Type: 'Succeed', OutputPath: '$.a' },
  }),
  machine(
    'A',
    {
      A: { Type: 'Pass', Output: { a: '{% $states.input.a + 1 %}' }, Assign: { v: '{% $states.input %}' }, Next: 'C' },
      C: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $v.a > 3 %}', Output: '{% $v %}', Assign: { w: 1 }, Next: 'W' }],
        Default: 'T',
      },
      W: { Type: 'Wait', Seconds: '{% $v.a %}', Next: 'Z' },
      T: {
        ...task,
        Arguments: { FunctionName: 'f', Payload: '{% $v %}' },
        Output: '{% $states.result %}',
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Next: 'Z',
            Output: '{% $states.errorOutput %}',
            Assign: { e: '{% $states.errorOutput %}' },
          },
        ],
      },
      Z: { Type: 'Succeed', Output: '{% [1..3] %}' },
    },
    { QueryLanguage: 'JSONata', TimeoutSeconds: 60 },
  ),
  machine('M', {
    M: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'i.$': '$$.Map.Item.Index' },
      MaxConcurrency: 2,
      ItemProcessor: { StartAt: 'I', States: { I: pass } },
      Next: 'P',
    },
    P: {
      Type: 'Parallel',
      Branches: [machine('B1', { B1: pass }), machine('B2', { B2: { Type: 'Fail' } })],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'D' }],
      End: true,
    },
    D: {
      Type: 'Map',
      Label: 'L',
      ToleratedFailurePercentage: 50,
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ItemProcessor: processor,
      End: true,
    },
  }),
];

type Path = readonly (string | number)[];

function places(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, member]) =>
      places(member as Json, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

type Spoil = {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'rename' | 'add';
  readonly value: Json;
  readonly name: string;
};

function spoiled(definition: Json, { at, how, value, name }: Spoil): Json {
  const copy = structuredClone(definition);
  const all = places(copy);
  const path = all[at % all.length]!;
  if (path.length === 0) return how === 'replace' ? value : copy;
  const key = path.at(-1)!;
  const holder = path.slice(0, -1).reduce<Json>((inner, step) => (inner as { [k: string]: Json })[step]!, copy) as {
    [k: string]: Json;
  };
  if (how === 'replace') holder[key] = value;
  else if (how === 'add') {
    if (!Array.isArray(holder)) holder[name] = value;
  } else {
    const kept = holder[key]!;
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    if (how === 'rename' && !Array.isArray(holder)) holder[name] = kept;
  }
  return copy;
}

const value = fc.oneof(
  fc.constantFrom<Json>(
    0, -1, 1.5, 1e9, '', '$', '$.a', '$.a[*]', '$v', 'Z', '{% 1 %}', '{% ( %}', '{% $states.result %}', '{% $nope %}', null, true, [], {}, ['States.ALL'], { a: 1 },
    'States.MathAdd(1)', 'States.Nope()', 'JSONata', 'JSONPath', 'Pass', 'Map', 'Wait', '2020-01-01T00:00:00Z', '2020-01-01', '$$.Execution.Id', { 'x.$': '$.a' }, { 'x.$': 1 },
  ), // prettier-ignore
  fc.jsonValue({ maxDepth: 2 }).map((any) => any as Json),
);
const name = fc.constantFrom(
  'Next', 'End', 'Type', 'Output', 'Parameters', 'Arguments', 'Result', 'Assign', 'Catch', 'Retry', 'Choices', 'Default', 'Condition', 'Variable', 'And', 'Not', 'QueryLanguage',
  'Items', 'ItemsPath', 'ItemReader', 'ResultWriter', 'Seconds', 'Timestamp', 'TimeoutSecondsPath', 'Credentials', 'Comment', '__proto__', 'constructor', 'states', 'Label', 'Foo',
); // prettier-ignore
const spoils = fc.array(fc.record({ at: fc.nat(500), how: fc.constantFrom('replace', 'remove', 'rename', 'add'), value, name }), {
  minLength: 1,
  maxLength: 3,
}) as fc.Arbitrary<Spoil[]>;

test('the good definitions are good', () => {
  for (const definition of good)
    expect(validateDefinition(JSON.stringify(definition)).filter(({ code }) => code !== 'MISSING_TRANSITION_TARGET')).toEqual([]);
});

test('validation never throws, and what it accepts runs to an end', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...good), spoils, async (definition, changes) => {
      const changed = changes.reduce(spoiled, definition);
      const text = JSON.stringify(changed);
      if (validateDefinition(text).length > 0) return;
      accepted += 1;
      variableReferences(changed);
      undefinedVariables(changed);
      const { start, finish } = harness({ limits: { maxHistoryEvents: 200 } });
      const execution = await finish(start(JSON.parse(text) as object, { a: 1, b: '2020-01-01T00:00:00Z', items: [1, 2] }));
      expect(execution.status).toMatch(/^(SUCCEEDED|FAILED|TIMED_OUT)$/);
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 400) },
  );
  expect(accepted).toBeGreaterThan(20);
}, 60_000);

test('nor does it throw for any JSON, or any text', () => {
  fc.assert(fc.property(fc.jsonValue(), (any) => Array.isArray(validateDefinition(JSON.stringify(any)))));
  fc.assert(fc.property(fc.string(), (text) => Array.isArray(validateDefinition(text))));
});
