import fc from 'fast-check';
import { DefinitionError } from '../../../src/engine/definition/definition-error.ts';
import type { Json } from '../../../src/engine/json.ts';
import { harness } from './run.ts';

/**
 * Whatever the definition, the input and what services answer: the execution ends, or the definition is refused with a DefinitionError.
 * The definitions here pass what creation checks; what validation refuses never gets to the engine.
 */
const stateNames = ['A', 'B', 'C', 'D'];
const paths = fc.constantFrom(
  '$',
  '$.a',
  '$.a[0]',
  '$..b',
  '$.a[*]',
  '$$.State.Name',
  '$$.Map.Item.Value',
  '$v',
  '$.missing',
  '$.__proto__',
);
const references = fc.constantFrom('$', '$.a', '$.b.c', '$.__proto__', '$.constructor.x', '$.a[0]');
const intrinsics = fc.constantFrom(
  'States.MathAdd(1, $.n)',
  "States.Format('{}', $.a)",
  'States.ArrayRange(0, 5, 1)',
  'States.UUID()',
  'States.StringToJson($.a)',
);
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json);
const input = fc.oneof(
  json,
  fc.record({ a: json, n: fc.integer(), b: json }, { requiredKeys: [] }).map((value) => value as Json),
  fc.array(json, { maxLength: 4 }),
);

const error = fc.constantFrom('States.ALL', 'States.TaskFailed', 'States.Timeout', 'States.Runtime', 'Busy');
const retry = fc.array(
  fc.record(
    {
      ErrorEquals: fc.array(error, { minLength: 1, maxLength: 2 }),
      IntervalSeconds: fc.integer({ min: 1, max: 9 }),
      MaxAttempts: fc.nat(3),
      JitterStrategy: fc.constant('FULL'),
    },
    { requiredKeys: ['ErrorEquals'] },
  ),
  { maxLength: 2 },
);
const target = fc.constantFrom(...stateNames);
const catcher = fc.array(
  fc.record(
    { ErrorEquals: fc.array(error, { minLength: 1, maxLength: 1 }), Next: target, ResultPath: references },
    { requiredKeys: ['ErrorEquals', 'Next'] },
  ),
  { maxLength: 2 },
);
const template = fc.oneof(json, fc.record({ 'x.$': fc.oneof(paths, intrinsics), y: json }));
const flow = { InputPath: paths, OutputPath: paths };
const result = { ResultPath: references, ResultSelector: fc.record({ 'r.$': paths }) };
const assign = { Assign: fc.record({ 'v.$': paths }) };

const onward = fc.oneof(
  target.map((Next) => ({ Next })),
  fc.constant({ End: true }),
);
const state = (make: Record<string, fc.Arbitrary<unknown>>, required: readonly string[], moves = true): fc.Arbitrary<object> => {
  const fields = fc.record(make, { requiredKeys: [...required] });
  return moves ? fc.tuple(fields, onward).map(([own, next]) => ({ ...own, ...next })) : fields;
};

const definition = fc.letrec<{ states: object; machine: object }>((tie) => {
  const processor = tie('machine').map((machine) => ({ ...machine, ProcessorConfig: { Mode: 'INLINE' } }));
  const distributed = tie('machine').map((machine) => ({
    ...machine,
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  }));
  const one = fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    state({ Type: fc.constant('Pass'), Result: json, Parameters: template, ...flow, ...result, ...assign }, ['Type']),
    state({ Type: fc.constant('Wait'), Seconds: fc.nat(100), ...flow }, ['Type', 'Seconds']),
    state({ Type: fc.constant('Wait'), SecondsPath: paths }, ['Type', 'SecondsPath']),
    state({ Type: fc.constant('Succeed'), ...flow }, ['Type'], false),
    state({ Type: fc.constant('Fail'), Error: fc.constantFrom('Busy', 'E'), CausePath: paths }, ['Type'], false),
    state(
      {
        Type: fc.constant('Choice'),
        Choices: fc.array(fc.record({ Variable: paths, IsPresent: fc.boolean(), Next: target }), { minLength: 1, maxLength: 2 }),
        Default: target,
      },
      ['Type', 'Choices'],
      false,
    ),
    state(
      {
        Type: fc.constant('Task'),
        Resource: fc.constantFrom(
          'arn:aws:lambda:eu-west-1:111122223333:function:f',
          'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          'arn:aws:states:::aws-sdk:organizations:listRoots',
        ),
        Parameters: template,
        TimeoutSeconds: fc.integer({ min: 1, max: 100 }),
        HeartbeatSecondsPath: paths,
        Retry: retry,
        Catch: catcher,
        ...flow,
        ...result,
        ...assign,
      },
      ['Type', 'Resource'],
    ),
    state(
      {
        Type: fc.constant('Parallel'),
        Branches: fc.array(tie('machine'), { minLength: 1, maxLength: 3 }),
        Retry: retry,
        Catch: catcher,
        ...flow,
        ...result,
      },
      ['Type', 'Branches'],
    ),
    state(
      {
        Type: fc.constant('Map'),
        ItemProcessor: fc.oneof(processor, distributed),
        ItemsPath: paths,
        ItemSelector: template,
        MaxConcurrency: fc.nat(3),
        ToleratedFailurePercentage: fc.nat(100),
        Retry: retry,
        Catch: catcher,
        ...result,
      },
      ['Type', 'ItemProcessor'],
    ),
  );
  return {
    states: fc
      .tuple(one, one, one, one)
      .map((states) => Object.fromEntries(states.map((each, index) => [stateNames[index], each]))),
    machine: tie('states').map((States) => ({ StartAt: 'A', States })),
  };
}).machine;

const answers = fc.infiniteStream(
  fc.oneof(
    json.map((value) => ({ value })),
    fc.constant({ fails: true }),
    fc.constant('never' as const),
  ),
);

test('any definition ends, or is refused', async () => {
  await fc.assert(
    fc.asyncProperty(definition, input, answers, async (machine, given, outcomes) => {
      const { start, finish } = harness({
        limits: { maxHistoryEvents: 300 },
        service: () => {
          const answer = outcomes.next().value as { value?: Json; fails?: boolean } | 'never';
          if (answer === 'never') return new Promise(() => undefined);
          return answer.fails ? { ok: false, error: 'Busy', cause: 'as asked' } : { ok: true, output: answer.value ?? null };
        },
      });
      let execution;
      try {
        execution = start(machine, given);
      } catch (error) {
        expect(error).toBeInstanceOf(DefinitionError);
        return;
      }
      await finish(execution);
      // Nobody answers the token of a task that has no time limit.
      if (execution.status === 'RUNNING') return;
      expect(['SUCCEEDED', 'FAILED', 'TIMED_OUT']).toContain(execution.status);
      const { history } = execution;
      expect(history.length).toBeLessThanOrEqual(300);
      expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
      expect(history.every(({ id, previousEventId }) => previousEventId < id)).toBe(true);
      expect(history.filter(({ type }) => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type))).toHaveLength(1);
      expect(history.at(-1)?.type).toMatch(/^Execution/);
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 300) },
  );
}, 60_000);

test('names of the prototype in inputs and definitions are only names', async () => {
  const machine = {
    StartAt: '__proto__',
    States: JSON.parse(
      '{"__proto__": {"Type": "Pass", "ResultPath": "$.__proto__.polluted", "Result": 1, "End": true}}',
    ) as object,
  };
  const { start, finish } = harness();
  try {
    await finish(start(machine, {}));
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionError);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
