import { creationOrder } from '../../../src/local/cloudformation/creation-order.ts';
import { deployStack, type StackMemory, type StackResource } from '../../../src/local/cloudformation/deploy-stack.ts';
import type { DeployContext } from '../../../src/local/cloudformation/resource-type.ts';
import type { Template } from '../../../src/local/cloudformation/template.ts';

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** Answers every API call as the few operations of these tests need it, and keeps the calls. */
function recordingContext(calls: Call[]): DeployContext {
  return {
    stackName: 'groundcrew',
    account: '111122223333',
    region: 'eu-west-1',
    codeHash: (handler) => `hash of ${handler}`,
    call<Output>(service: string, operation: string, input: object): Promise<Output> {
      calls.push({ service, operation, input: input as Record<string, unknown> });
      const { RoleName } = input as { RoleName?: string };
      const answers: Record<string, unknown> = {
        CreateRole: { Role: { Arn: `arn:aws:iam::111122223333:role/${RoleName}`, RoleId: 'AROA1' } },
        CreateQueue: { QueueUrl: 'https://sqs/queue' },
      };
      return Promise.resolve((answers[operation] ?? {}) as Output);
    },
  };
}

function memory(): StackMemory {
  const saved = new Map<string, StackResource>();
  return {
    resources: () => saved,
    save(_stack, logicalId, resource) {
      saved.set(logicalId, resource);
      return Promise.resolve();
    },
  };
}

const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } } };
const machine = {
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: 'vending',
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    DefinitionString: {
      'Fn::Join': ['', ['{"Comment":"${Text}","Resource":"', { 'Fn::GetAtt': ['Queue', 'Arn'] }, '","Keep":"${Other}"}']],
    },
    DefinitionSubstitutions: { Text: 'say "hello"' },
  },
};
const template: Template = {
  Resources: { Machine: machine, Role: role, Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } } },
  Outputs: { MachineArn: { Value: { Ref: 'Machine' } } },
};
const request = (given: Template) => ({ template: given, file: 'template.json', pseudo: {} });

describe('creationOrder', () => {
  it('puts what others refer to first and keeps the order of the template otherwise', () => {
    expect(creationOrder(template)).toEqual(['Role', 'Queue', 'Machine']);
    const byName = {
      A: { Type: 'T', DependsOn: ['C'] },
      B: { Type: 'T', Properties: { X: { 'Fn::Sub': 'x-${C.Arn}' } } },
      C: { Type: 'T' },
    };
    expect(creationOrder({ Resources: byName })).toEqual(['C', 'A', 'B']);
  });

  it('refuses a circle and a DependsOn of nothing', () => {
    expect(() => creationOrder({ Resources: { A: { Type: 'T', DependsOn: 'B' }, B: { Type: 'T', DependsOn: 'A' } } })).toThrow(
      'Circular dependency between resources: A -> B -> A',
    );
    expect(() => creationOrder({ Resources: { A: { Type: 'T', DependsOn: 'Nope' } } })).toThrow('DependsOn names Nope');
  });
});

describe('deployStack', () => {
  it('makes the resources in order, with definitions substituted, and gives the outputs', async () => {
    const calls: Call[] = [];
    const stack = await deployStack(request(template), memory(), recordingContext(calls));
    expect(calls.map(({ service, operation }) => `${service}:${operation}`)).toEqual([
      'iam:CreateRole',
      'sqs:CreateQueue',
      'states:CreateStateMachine',
    ]);
    expect(calls[2]!.input['definition']).toBe(
      '{"Comment":"say \\"hello\\"","Resource":"arn:aws:sqs:eu-west-1:111122223333:jobs","Keep":"${Other}"}',
    );
    expect(stack.outputs).toEqual({ MachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:vending' });
    expect(stack.changed).toEqual(['Role', 'Queue', 'Machine']);
  });

  it('does nothing for an unchanged template and changes only what changed', async () => {
    const kept = memory();
    await deployStack(request(template), kept, recordingContext([]));
    const again: Call[] = [];
    expect((await deployStack(request(template), kept, recordingContext(again))).changed).toEqual([]);
    expect(again).toEqual([]);
    const changed = structuredClone(template) as { Resources: Record<string, { Properties: Record<string, unknown> }> };
    changed.Resources['Queue']!.Properties['VisibilityTimeout'] = 60;
    const stack = await deployStack(request(changed as unknown as Template), kept, recordingContext([]));
    expect(stack.changed).toEqual(['Queue']);
  });

  it('tells which resources are left of an earlier template', async () => {
    const kept = memory();
    await deployStack(request(template), kept, recordingContext([]));
    const { Queue: _queue, Machine: _machine, ...rest } = template.Resources;
    expect((await deployStack(request({ Resources: rest }), kept, recordingContext([]))).left).toEqual(['Queue', 'Machine']);
  });

  it('refuses a type it does not know before it makes anything, naming type, resource and file', async () => {
    const calls: Call[] = [];
    const unknown: Template = { Resources: { ...template.Resources, Cluster: { Type: 'AWS::ECS::Cluster' } } };
    await expect(deployStack(request(unknown), memory(), recordingContext(calls))).rejects.toThrow(
      /^template\.json: .*Cluster \(AWS::ECS::Cluster\)/,
    );
    expect(calls).toEqual([]);
  });

  it('leaves out a resource whose condition is false', async () => {
    const calls: Call[] = [];
    const conditional: Template = {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
    };
    await deployStack(request(conditional), memory(), recordingContext(calls));
    expect(calls).toEqual([]);
  });

  it('says which resource an API refused', async () => {
    const context = { ...recordingContext([]), call: () => Promise.reject(new Error('no such thing')) };
    await expect(deployStack(request(template), memory(), context)).rejects.toThrow(
      'template.json: the resource Role (AWS::IAM::Role) could not be made: no such thing',
    );
  });

  it('asks for a parameter without default and value', async () => {
    const asking: Template = { Parameters: { Email: { Type: 'String' } }, Resources: {} };
    await expect(deployStack(request(asking), memory(), recordingContext([]))).rejects.toThrow('Parameters/Email has no default');
    const given = { ...request(asking), parameters: { Email: 'a@example.com' } };
    await expect(deployStack(given, memory(), recordingContext([]))).resolves.toBeDefined();
  });
});
