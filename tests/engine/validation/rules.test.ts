/** Rules of the States Language and the Developer Guide, each with what breaks it. The recordings hold what AWS accepts. */
import { validateDefinition } from '../../../src/engine/validation/validate-definition.ts';

const machine = (state: object, more: object = {}): string =>
  JSON.stringify({ StartAt: 'S', States: { S: { ...state }, Z: { Type: 'Succeed' } }, ...more });
const jsonata = { QueryLanguage: 'JSONata' };
/** Findings as `<message> at <pointer below the state>`; unreachable states aside. */
const findings = (state: object, more: object = {}): string[] =>
  validateDefinition(machine(state, more))
    .filter(({ code }) => code !== 'MISSING_TRANSITION_TARGET')
    .map(({ message, location = '' }) => `${message} at ${location.replace(/^\/States\/S/, '')}`);

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'Z' };
const wait = { Type: 'Wait', Next: 'Z' };
const choice = (...rules: object[]): object => ({ Type: 'Choice', Choices: rules, Default: 'Z' });
const rule = { Variable: '$.a', Next: 'Z' };
const retry = (more: object): object => ({ ...task, Retry: [{ ErrorEquals: ['E'], ...more }] });
const caught = (more: object): object => ({ ...task, Catch: [{ ErrorEquals: ['E'], Next: 'Z', ...more }] });
const inner = (more: object = {}): object => ({ StartAt: 'I', States: { I: { Type: 'Pass', End: true } }, ...more });
const map = (more: object, config?: object): object => ({
  Type: 'Map',
  ItemProcessor: inner(config && { ProcessorConfig: config }),
  Next: 'Z',
  ...more,
});
const pass = (more: object): object => ({ Type: 'Pass', Next: 'Z', ...more });

test.each<[string, object, object, string]>([
  ['a negative wait', { ...wait, Seconds: -1 }, {}, 'Expected value to be greater than or equal to 0 at /Seconds'],
  ['too long a wait', { ...wait, Seconds: 1e8 }, {}, 'Expected value to be less than or equal to 99999999 at /Seconds'],
  ['no timeout at all', { ...task, TimeoutSeconds: 0 }, {}, 'Expected value to be greater than or equal to 1 at /TimeoutSeconds'],
  [
    'a heartbeat as long as the timeout',
    { ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 },
    {},
    "The value of 'HeartbeatSeconds' must be smaller than 'TimeoutSeconds' at /HeartbeatSeconds",
  ],
  [
    'two comparisons',
    choice({ ...rule, IsNull: true, IsString: true }),
    {},
    'Only one of these fields is allowed: [IsNull, IsString] at /Choices[0]',
  ],
  ['no comparison', choice(rule), {}, 'A Choice Rule needs a comparison operator at /Choices[0]'],
  ['no variable', choice({ IsNull: true, Next: 'Z' }), {}, 'These fields are required: [Variable] at /Choices[0]'],
  [
    'a text for a number',
    choice({ ...rule, NumericEquals: '1' }),
    {},
    'Expected value of type Float at /Choices[0]/NumericEquals',
  ],
  ['a number for a text', choice({ ...rule, StringEquals: 1 }), {}, 'Expected value of type String at /Choices[0]/StringEquals'],
  [
    'no timestamp',
    choice({ ...rule, TimestampEquals: '2020' }),
    {},
    'String does not match RFC3339 timestamp at /Choices[0]/TimestampEquals',
  ],
  ['a test that is no boolean', choice({ ...rule, IsNull: 'x' }), {}, 'Expected value of type Boolean at /Choices[0]/IsNull'],
  ['no path', choice({ ...rule, StringEqualsPath: 'x' }), {}, 'Value is not a valid JSONPath at /Choices[0]/StringEqualsPath'],
  [
    'a Next inside',
    choice({ And: [{ ...rule, IsNull: true }], Next: 'Z' }),
    {},
    'Field is not supported at /Choices[0]/And[0]/Next',
  ],
  ['an empty And', choice({ And: [], Next: 'Z' }), {}, 'Value cannot be empty at /Choices[0]/And'],
  [
    'a Condition in JSONPath',
    choice({ ...rule, IsNull: true, Condition: '{% true %}' }),
    {},
    "Field is not supported in a state whose 'QueryLanguage' is 'JSONPath' at /Choices[0]/Condition",
  ],
  ['no Condition', choice({ Next: 'Z' }), jsonata, 'These fields are required: [Condition] at /Choices[0]'],
  [
    'a Condition that is a text',
    choice({ Condition: 'true', Next: 'Z' }),
    jsonata,
    'Expected value of type Boolean at /Choices[0]/Condition',
  ],
  [
    'a shrinking backoff',
    retry({ BackoffRate: 0.5 }),
    {},
    'Expected value to be greater than or equal to 1 at /Retry[0]/BackoffRate',
  ],
  [
    'negative attempts',
    retry({ MaxAttempts: -1 }),
    {},
    'Expected value to be greater than or equal to 0 at /Retry[0]/MaxAttempts',
  ],
  [
    'an unknown jitter',
    retry({ JitterStrategy: 'SOME' }),
    {},
    "The field 'JitterStrategy' should have one of these values: [FULL, NONE] at /Retry[0]/JitterStrategy",
  ],
  [
    'a delay below its interval',
    retry({ IntervalSeconds: 5, MaxDelaySeconds: 5 }),
    {},
    "The value of 'MaxDelaySeconds' must be greater than 'IntervalSeconds' at /Retry[0]/MaxDelaySeconds",
  ],
  ['an unknown member of Retry', retry({ Foo: 1 }), {}, 'Field is not supported at /Retry[0]/Foo'],
  [
    'ResultPath in JSONata',
    caught({ ResultPath: '$.e' }),
    jsonata,
    "Field is not supported in a state whose 'QueryLanguage' is 'JSONata' at /Catch[0]/ResultPath",
  ],
  ['negative concurrency', map({ MaxConcurrency: -1 }), {}, 'Expected value to be greater than or equal to 0 at /MaxConcurrency'],
  [
    'more than all tolerated',
    map({ ToleratedFailurePercentage: 101 }),
    {},
    'Expected value to be less than or equal to 100 at /ToleratedFailurePercentage',
  ],
  [
    'an unknown mode',
    map({}, { Mode: 'FAST' }),
    {},
    "The field 'Mode' should have one of these values: [INLINE, DISTRIBUTED] at /ItemProcessor/ProcessorConfig/Mode",
  ],
  [
    'children of no type',
    map({}, { Mode: 'DISTRIBUTED' }),
    {},
    'These fields are required: [ExecutionType] at /ItemProcessor/ProcessorConfig',
  ],
  [
    'an unknown reader',
    map({ ItemReader: { Resource: 'arn:aws:states:::s3:nope' } }, { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }),
    {},
    'The resource provided arn:aws:states:::s3:nope is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /ItemReader/Resource',
  ],
  [
    'an unknown format',
    map(
      { ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'XML' } } },
      { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    ),
    {},
    "The field 'InputType' should have one of these values: [CSV, JSON, JSONL, PARQUET, MANIFEST] at /ItemReader/ReaderConfig/InputType",
  ],
  ['a reserved variable', pass({ Assign: { states: 1 } }), {}, "The variable name 'states' is reserved at /Assign/states"],
  ['no variable name', pass({ Assign: { '1a': 1 } }), jsonata, "'1a' is not a valid variable name at /Assign/1a"],
  [
    'a result where there is none',
    pass({ Output: '{% $states.result.a %}' }),
    jsonata,
    "'$states.result' is not available in this field at /Output",
  ],
  [
    'an error outside of Catch',
    { ...task, Output: { e: '{% $states.errorOutput %}' } },
    jsonata,
    "'$states.errorOutput' is not available in this field at /Output/e",
  ],
  ['an unknown field of the machine', pass({}), { Foo: 1 }, 'Field is not supported at /Foo'],
  [
    'no time for the machine',
    pass({}),
    { TimeoutSeconds: 0 },
    'Expected value to be greater than or equal to 1 at /TimeoutSeconds',
  ],
  ['a version to come', pass({}), { Version: '2.0' }, "The field 'Version' should have one of these values: [1.0] at /Version"],
])('%s is refused', (_what, state, more, expected) => {
  expect(findings(state, more)).toEqual([expected]);
});

test.each<[string, object, object]>([
  [
    'a result in Output and Assign of a task',
    { ...task, Output: '{% $states.result %}', Assign: { r: '{% $states.result.a %}' } },
    jsonata,
  ],
  [
    'an error in Catch',
    caught({ Output: '{% $states.errorOutput.Error %}', Assign: { e: '{% $states.errorOutput %}' } }),
    jsonata,
  ],
  ['a Condition that is a boolean', choice({ Condition: true, Next: 'Z' }), jsonata],
  ['comments in nested rules', choice({ Not: { Variable: '$.a', IsNull: true, Comment: 'c' }, Next: 'Z', Comment: 'c' }), {}],
  ['expressions for numbers', { ...task, TimeoutSeconds: '{% $states.input.t %}', HeartbeatSeconds: 5 }, jsonata],
  [
    'every member of Retry',
    retry({ IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1, MaxDelaySeconds: 2, JitterStrategy: 'FULL', Comment: 'c' }),
    {},
  ],
  ['variables in Unicode', pass({ Assign: { größe: 1, _x1: 2, 'b.$': '$.b' } }), {}],
])('%s is accepted', (_what, state, more) => {
  expect(findings(state, more)).toEqual([]);
});
