import { definitionErrorText } from '../../../src/engine/validation/diagnostic.ts';
import { validateDefinition } from '../../../src/engine/validation/validate-definition.ts';

const machine = (state: object, more: object = {}): string => JSON.stringify({ StartAt: 'One', States: { One: state }, ...more });
const texts = (definition: string, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): string[] =>
  validateDefinition(definition, type).map(({ code, message, location }) => `${code}: ${message} at ${location}`);

describe('validateDefinition', () => {
  it.each([
    ['a Pass', machine({ Type: 'Pass', End: true })],
    [
      'an SDK integration',
      machine({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:organizations:describeAccount', End: true }),
    ],
    ['JSONata constants', machine({ Type: 'Pass', Output: null, Assign: { a: 1.5 }, End: true }, { QueryLanguage: 'JSONata' })],
    ['a leap day', machine({ Type: 'Wait', Timestamp: '2024-02-29T00:00:00Z', End: true })],
  ])('accepts %s', (_, definition) => {
    expect(validateDefinition(definition)).toEqual([]);
  });

  it.each([
    ['no state', JSON.stringify({ StartAt: 'One' }), 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'],
    [
      'a day that February lacks',
      machine({ Type: 'Wait', Timestamp: '2023-02-29T00:00:00Z', End: true }),
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/One/Timestamp',
    ],
    [
      'a Next that names no state',
      machine({ Type: 'Pass', Next: 'Two' }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Two at /States/One/Next",
    ],
    [
      'a field of another type',
      machine({ Type: 'Succeed', Resource: 'x' }),
      'SCHEMA_VALIDATION_FAILED: Field is not supported at /States/One/Resource',
    ],
    [
      'credentials without a role',
      machine({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Credentials: {}, End: true }),
      "SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing at /States/One/Credentials",
    ],
    [
      'an action that the service lacks',
      machine({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:organizations:explodeAccount', End: true }),
      'SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::aws-sdk:organizations:explodeAccount is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/One/Resource',
    ],
  ])('refuses %s', (_, definition, text) => {
    expect(texts(definition)).toEqual([text]);
  });

  it('refuses in an Express machine what only a Standard machine can wait for', () => {
    const definition = machine({ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync', End: true });
    expect(texts(definition)).toEqual([]);
    expect(texts(definition, 'EXPRESS')).toEqual([
      "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.sync' service integration at /States/One/Resource",
    ]);
  });

  it('names the place where text stops being JSON', () => {
    expect(validateDefinition('{"StartAt" 1}')[0]).toMatchObject({
      code: 'INVALID_JSON_DESCRIPTION',
      location: '[Source: (String)"{"StartAt" 1}"; line: 1, column: 13]',
    });
  });

  it('finds unreachable states and joins several errors by commas', () => {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'C' }, B: { Type: 'Succeed' } } });
    expect(definitionErrorText(validateDefinition(definition))).toBe(
      `Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: C at /States/A/Next, MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B'`,
    );
  });
});
