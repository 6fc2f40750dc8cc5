/**
 * What asl-validator 4.0.0 rejects although AWS accepts it, and accepts although AWS rejects it, found by running it on recordings of AWS.
 * `groundcrew validate` says what AWS says.
 */
import { validateDefinition } from '../../../src/engine/validation/validate-definition.ts';

const jsonata = (state: object): object => ({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { End: true, ...state } } });
const jsonpath = (state: object): object => ({ StartAt: 'S', States: { S: { End: true, ...state } } });
const map = (more: object): object => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'I',
    States: { I: { Type: 'Pass', End: true } },
  },
  ...more,
});
const errors = (definition: object, type?: 'EXPRESS'): readonly unknown[] => validateDefinition(JSON.stringify(definition), type);

describe('a definition that asl-validator wrongly rejects is accepted:', () => {
  it.each([
    ['an Output of null', jsonata({ Type: 'Pass', Output: null })],
    ['an Output that is a number', jsonata({ Type: 'Pass', Output: 7 })],
    ['an Output that is a boolean', jsonata({ Type: 'Pass', Output: true })],
    ['an Output that is an array', jsonata({ Type: 'Pass', Output: [1, '{% $states.input %}'] })],
    ['an Assign of null, a number and an array', jsonata({ Type: 'Pass', Assign: { a: null, b: 1.5, c: [] } })],
    [
      'a Condition of true',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'S',
        States: { S: { Type: 'Choice', Choices: [{ Condition: true, Next: 'E' }] }, E: { Type: 'Succeed' } },
      },
    ],
    ['a ToleratedFailurePercentage with a fraction', jsonpath(map({ ToleratedFailurePercentage: 12.5 }))],
    [
      'MaxItems of 0',
      jsonpath(
        map({
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSON', MaxItems: 0 },
            Parameters: { Bucket: 'b', Key: 'k' },
          },
        }),
      ),
    ],
  ])('%s', (_, definition) => expect(errors(definition)).toEqual([]));
});

describe('a definition that asl-validator wrongly accepts is refused:', () => {
  it.each([
    ['a Timestamp without seconds', jsonpath({ Type: 'Wait', Timestamp: '2024-01-01T00:00Z' })],
    ['a Timestamp that is no day', jsonpath({ Type: 'Wait', Timestamp: '2023-02-30T00:00:00Z' })],
    ['an illegal escape in an intrinsic function', jsonpath({ Type: 'Pass', Parameters: { 'a.$': "States.Format('\\x')" } })],
    [
      'an action that an optimized integration lacks',
      jsonpath({ Type: 'Task', Resource: 'arn:aws:states:::dynamodb:query', Parameters: {} }),
    ],
    [
      'empty Credentials',
      jsonpath({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: {}, Credentials: {} }),
    ],
    ['a JSONPath state under a JSONata machine', jsonata({ Type: 'Pass', QueryLanguage: 'JSONPath' })],
  ])('%s', (_, definition) => expect(errors(definition)).not.toEqual([]));

  it.each([
    ['an activity', 'arn:aws:states:us-east-1:111122223333:activity:by-hand'],
    ['a task token', 'arn:aws:states:::sqs:sendMessage.waitForTaskToken'],
  ])('%s in an Express machine', (_, Resource) => {
    const definition = jsonpath({ Type: 'Task', Resource, Parameters: { 'token.$': '$$.Task.Token' } });
    expect(errors(definition)).toEqual([]);
    expect(errors(definition, 'EXPRESS')).not.toEqual([]);
  });
});
