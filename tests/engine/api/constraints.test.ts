import { machineArn } from '../execution/run.ts';
import { apiUnderTest, create } from './support.ts';

const one = (rest: string): string => `ValidationException: 1 validation error detected: ${rest}`;
const long = (length: number): string => 'x'.repeat(length);
const failed = (value: string, member: string, rule: string): string =>
  `Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`;

test.each([
  ['DescribeExecution', { executionArn: '' }, failed('', 'executionArn', 'Member must have length greater than or equal to 1')],
  [
    'DescribeStateMachine',
    { stateMachineArn: long(257) },
    failed(long(257), 'stateMachineArn', 'Member must have length less than or equal to 256'),
  ],
  ['ListActivities', { maxResults: 1001 }, failed('1001', 'maxResults', 'Member must have value less than or equal to 1000')],
  ['ListStateMachines', { maxResults: -1 }, failed('-1', 'maxResults', 'Member must have value greater than or equal to 0')],
  [
    'ListStateMachineVersions',
    { stateMachineArn: machineArn, nextToken: long(1025) },
    failed(long(1025), 'nextToken', 'Member must have length less than or equal to 1024'),
  ],
  [
    'ListExecutions',
    { stateMachineArn: machineArn, nextToken: long(3097) },
    failed(long(3097), 'nextToken', 'Member must have length less than or equal to 3096'),
  ],
  [
    'ListExecutions',
    { stateMachineArn: machineArn, redriveFilter: 'YES' },
    failed('YES', 'redriveFilter', 'Member must satisfy enum value set: [REDRIVEN, NOT_REDRIVEN]'),
  ],
  ['CreateActivity', { name: long(81) }, failed(long(81), 'name', 'Member must have length less than or equal to 80')],
  [
    'ValidateStateMachineDefinition',
    { definition: '{}', maxResults: 101 },
    failed('101', 'maxResults', 'Member must have value less than or equal to 100'),
  ],
  ['TestState', {}, "Value null at 'definition' failed to satisfy constraint: Member must not be null"],
])('%s(%j) is refused before anything is looked up', async (operation, input, problem) => {
  expect(await apiUnderTest().refusal(operation, input)).toBe(one(problem));
});

test('all that is wrong is told at once', async () => {
  expect(await apiUnderTest().refusal('CreateStateMachine', { name: '', type: 'FAST' })).toBe(
    'ValidationException: 4 validation errors detected: ' +
      "Value null at 'definition' failed to satisfy constraint: Member must not be null; " +
      "Value null at 'roleArn' failed to satisfy constraint: Member must not be null; " +
      "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
      "Value 'FAST' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]",
  );
});

test('a description of a version needs a version, also in an update; tags have limits', async () => {
  const { call, refusal } = apiUnderTest();
  await call('CreateStateMachine', create({ StartAt: 'S', States: { S: { Type: 'Succeed' } } }));
  expect(await refusal('UpdateStateMachine', { stateMachineArn: machineArn, roleArn: 'r', versionDescription: 'd' })).toBe(
    'ValidationException: Version description can only be set when publish is true',
  );
  expect(await refusal('TagResource', { resourceArn: machineArn, tags: [{ key: long(129), value: 'v' }] })).toBe(
    one(failed(long(129), 'tags.1.member.key', 'Member must have length less than or equal to 128')),
  );
});
