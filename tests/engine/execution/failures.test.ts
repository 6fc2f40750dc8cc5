/** Which events follow a failure, and what they follow: shapes that others read off AWS Step Functions (public tests of other engines). */
import { outline, run, single } from './run.ts';

const pass = (more: object = {}): object => ({ StartAt: 'I', States: { I: { Type: 'Pass', End: true, ...more } } });
const missingPath = { Parameters: { 'm.$': '$.nope' } };
const missing = '{% $states.input.missing %}';

test.each(['JSONPath', 'JSONata'])('a %s Choice without a match and without Default has no next state', async (language) => {
  const rule = language === 'JSONata' ? { Condition: '{% false %}' } : { Variable: '$.x', IsNull: true };
  const execution = await run(
    {
      QueryLanguage: language,
      StartAt: 'C',
      States: { C: { Type: 'Choice', Choices: [{ ...rule, Next: 'N' }] }, N: { Type: 'Succeed' } },
    },
    { x: 1 },
  );
  expect(outline(execution)).toEqual(['1<0 ExecutionStarted', '2<0 ChoiceStateEntered', '3<2 ExecutionFailed']);
  expect(execution).toMatchObject({
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'C' (entered at the event id #2). " +
      'Failed to transition out of the state. The state does not point to a next state.',
  });
});

test('States.Runtime in a branch ends the execution at once: no Catch, no event of the branch or the Parallel', async () => {
  const execution = await run({
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [pass(missingPath), { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } }],
        Retry: [{ ErrorEquals: ['States.ALL'] }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'N' }],
        End: true,
      },
      N: { Type: 'Succeed' },
    },
  });
  expect(outline(execution)).toEqual([
    '1<0 ExecutionStarted',
    '2<0 ParallelStateEntered',
    '3<2 ParallelStateStarted',
    '4<3 PassStateEntered',
    '5<4 ExecutionFailed',
  ]);
  expect(execution.error).toBe('States.Runtime');
});

test('States.Runtime in an iteration is not tolerated', async () => {
  const execution = await run(
    single({ Type: 'Map', MaxConcurrency: 1, ToleratedFailurePercentage: 100, ItemProcessor: pass(missingPath) }),
    [1, 2],
  );
  expect(outline(execution).slice(3)).toEqual(['4<3 MapIterationStarted', '5<4 PassStateEntered', '6<5 ExecutionFailed']);
});

test('a Parallel that fails after its branches fails from its Succeeded event', async () => {
  const execution = await run(single({ Type: 'Parallel', Branches: [pass()], ResultSelector: { 'm.$': '$.nope' } }), { x: 1 });
  expect(outline(execution).slice(4)).toEqual(['5<4 PassStateExited', '6<5 ParallelStateSucceeded', '7<6 ExecutionFailed']);
});

test('EvaluationFailed follows the event before it, once an attempt', async () => {
  const execution = await run(
    single(
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Arguments: { MessageBody: missing },
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
      },
      { QueryLanguage: 'JSONata' },
    ),
  );
  expect(outline(execution)).toEqual([
    '1<0 ExecutionStarted',
    '2<0 TaskStateEntered',
    '3<2 EvaluationFailed',
    '4<3 EvaluationFailed',
    '5<4 ExecutionFailed',
  ]);
});

test('a Catch whose Output fails makes the state fail once more, from where it first failed', async () => {
  const execution = await run({
    QueryLanguage: 'JSONata',
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'B', States: { B: { Type: 'Fail', Error: 'Mine' } } }],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'N' },
          { ErrorEquals: ['States.ALL'], Output: { v: missing }, Next: 'N' },
        ],
        End: true,
      },
      N: { Type: 'Succeed' },
    },
  });
  expect(outline(execution).slice(3)).toEqual([
    '4<3 FailStateEntered',
    '5<4 ParallelStateFailed',
    '6<4 EvaluationFailed',
    '7<6 ParallelStateFailed',
    '8<7 ExecutionFailed',
  ]);
  expect(execution.error).toBe('States.QueryEvaluationError');
});
