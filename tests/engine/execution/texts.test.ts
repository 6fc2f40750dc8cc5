import { harness, outline, run, single } from './run.ts';

test('an input is handed on as it was written for as long as nothing changes it', async () => {
  const { engine, finish } = harness();
  const input = '[ "Hello",  1.0 ]';
  const definition = JSON.stringify({
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Parameters: { 'v.$': '$' }, End: true } },
  });
  const execution = await finish(
    engine.start({
      stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine',
      definition,
      roleArn: 'arn:aws:iam::111122223333:role/machine',
      type: 'STANDARD',
      name: 'run',
      input,
    }),
  );
  expect(outline(execution)).toHaveLength(6);
  expect(execution.history.map((event) => texts(event))).toEqual([
    input,
    input,
    input,
    input,
    '{"v":["Hello",1]}',
    '{"v":["Hello",1]}',
  ]);
  expect(execution.input).toBe(input);
});

function texts(event: object): unknown {
  const details = Object.values(event).find((value): value is object => typeof value === 'object' && value !== null) as
    { input?: string; output?: string } | undefined;
  return details?.input ?? details?.output;
}

test('a path into the Context object that finds nothing names the Context object in a template, the input in a function', async () => {
  const failing = (text: string): Promise<{ cause: string | undefined }> =>
    run(single({ Type: 'Pass', Parameters: { 'v.$': text } }), { a: 1 });
  expect((await failing('$$.Nope')).cause).toContain(
    `The JSONPath '$$.Nope' specified for the field 'v.$' could not be found in the input '{"Execution":{`,
  );
  expect((await failing('States.Array($$.Nope)')).cause).toContain(
    `The JsonPath argument for the field '$.Nope' could not be found in the input '{"a":1}'`,
  );
});
