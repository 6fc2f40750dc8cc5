/** `groundcrew serve` as other tools meet it: over HTTP, with nothing but the environment variables that it prints. */
import {
  CreateActivityCommand,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListTagsForResourceCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  TestStateCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { commandEntry, temporaryHome } from '../../support/command.ts';
import { repositoryRoot } from '../../support/repository.ts';

jest.setTimeout(30_000);

interface Served {
  readonly environment: Readonly<Record<string, string>>;
  readonly process: ChildProcess;
  readonly home: string;
  readonly remove: () => void;
}

async function serve(...more: string[]): Promise<Served> {
  const { home, remove } = temporaryHome();
  const child = spawn(process.execPath, [commandEntry, 'serve', '--json', ...more], {
    cwd: repositoryRoot,
    env: { ...process.env, GROUNDCREW_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const { environment } = JSON.parse(line.toString('utf8')) as Pick<Served, 'environment'>;
  return { environment, process: child, home, remove };
}

const endsAt = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };

describe('groundcrew serve', () => {
  let served: Served;
  let client: SFNClient;
  let roleArn: string;
  beforeAll(async () => {
    served = await serve();
    const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = served.environment;
    const settings = {
      endpoint: AWS_ENDPOINT_URL!,
      region: AWS_REGION!,
      credentials: {
        accessKeyId: AWS_ACCESS_KEY_ID!,
        secretAccessKey: AWS_SECRET_ACCESS_KEY!,
        sessionToken: AWS_SESSION_TOKEN!,
      },
      // StartSyncExecution and TestState have hosts of their own at AWS.
      disableHostPrefix: true,
    };
    client = new SFNClient(settings);
    const iam = new IAMClient(settings);
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'machines', AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    roleArn = Role!.Arn!;
    const mayMap = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'states:*', Resource: '*' }] };
    await iam.send(new PutRolePolicyCommand({ RoleName: 'machines', PolicyName: 'map', PolicyDocument: JSON.stringify(mayMap) }));
    iam.destroy();
  });
  afterAll(async () => {
    client.destroy();
    served.process.kill('SIGINT');
    if (served.process.exitCode === null) await once(served.process, 'exit');
    served.remove();
  });

  const make = async (name: string, definition: object, more: object = {}): Promise<string> => {
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition), ...more }),
    );
    return stateMachineArn!;
  };
  const ended = async (executionArn: string): Promise<string> => {
    for (;;) {
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return status!;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('runs an execution that nobody waits for, in virtual time, and pages its history both ways', async () => {
    const stateMachineArn = await make('waits', {
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 86_400, Next: 'Done' }, ...endsAt.States },
    });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input: '{"a":1}' }));
    expect(await ended(executionArn!)).toBe('SUCCEEDED');
    const first = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 2 }));
    const second = await client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: first.nextToken }));
    const types = [...first.events!, ...second.events!].map(({ type }) => type);
    expect(types).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    const reverse = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
    expect(reverse.events!.map(({ type }) => type)).toEqual([...types].reverse());
    const listed = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }));
    expect(listed.executions!.map(({ name }) => name)).toEqual(['one']);
    const { definition } = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(definition).toContain('86400');
  });

  it('has versions, aliases and tags', async () => {
    const stateMachineArn = await make('versioned', endsAt, { publish: true });
    const { stateMachineVersionArn } = await client.send(
      new UpdateStateMachineCommand({
        stateMachineArn,
        definition: JSON.stringify({ ...endsAt, Comment: 'two' }),
        publish: true,
      }),
    );
    expect(stateMachineVersionArn).toBe(`${stateMachineArn}:2`);
    const { stateMachineAliasArn } = await client.send(
      new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: [{ stateMachineVersionArn, weight: 100 }] }),
    );
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: stateMachineAliasArn }));
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).stateMachineVersionArn).toBe(
      stateMachineVersionArn,
    );
    await client.send(new TagResourceCommand({ resourceArn: stateMachineArn, tags: [{ key: 'team', value: 'core' }] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
    expect(tags).toContainEqual({ key: 'team', value: 'core' });
  });

  it('answers an Express machine in the call', async () => {
    const stateMachineArn = await make('express', endsAt, { type: 'EXPRESS' });
    const { status, output } = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"b":2}' }));
    expect([status, output]).toEqual(['SUCCEEDED', '{"b":2}']);
  });

  it('gives an activity’s worker its task and takes the answer; a stopped execution is aborted', async () => {
    const { activityArn } = await client.send(new CreateActivityCommand({ name: 'by-hand' }));
    const stateMachineArn = await make('asks', {
      StartAt: 'Ask',
      States: { Ask: { Type: 'Task', Resource: activityArn, End: true } },
    });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: '"question"' }));
    const { taskToken, input } = await client.send(new GetActivityTaskCommand({ activityArn }));
    expect(input).toBe('"question"');
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '"answer"' }));
    expect(await ended(executionArn!)).toBe('SUCCEEDED');
    const other = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await client.send(new StopExecutionCommand({ executionArn: other.executionArn, cause: 'enough' }));
    expect(await ended(other.executionArn!)).toBe('ABORTED');
    await client.send(new RedriveExecutionCommand({ executionArn: other.executionArn }));
    expect((await client.send(new DescribeExecutionCommand(other))).redriveCount).toBe(1);
    await client.send(new StopExecutionCommand({ executionArn: other.executionArn }));
  });

  it('tells of a Map Run', async () => {
    const stateMachineArn = await make('maps', {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          End: true,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
            StartAt: 'Item',
            States: { Item: { Type: 'Pass', End: true } },
          },
        },
      },
    });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: '[1,2,3]' }));
    expect(await ended(executionArn!)).toBe('SUCCEEDED');
    const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }));
    const { itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn: mapRuns![0]!.mapRunArn }));
    expect(itemCounts).toMatchObject({ total: 3, succeeded: 3 });
  });

  it('validates a definition and tests a state', async () => {
    const { result, diagnostics } = await client.send(
      new ValidateStateMachineDefinitionCommand({ definition: '{"StartAt":"A"}' }),
    );
    expect(result).toBe('FAIL');
    expect(diagnostics!.length).toBeGreaterThan(0);
    const tested = await client.send(
      new TestStateCommand({ definition: '{"Type":"Pass","Result":{"c":3},"End":true}', roleArn, input: '{}' }),
    );
    expect([tested.status, tested.output]).toEqual(['SUCCEEDED', '{"c":3}']);
  });

  it('refuses a request without the token', async () => {
    const { origin } = new URL(served.environment['AWS_ENDPOINT_URL']!);
    const answer = await fetch(`${origin}/`, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' },
    });
    expect(answer.status).toBe(403);
  });

  const aws = spawnSync('aws', ['--version']).status === 0;
  if (!aws) console.warn('notice: the AWS CLI is not installed; groundcrew serve is not tried with it');
  /* `npm test` needs Node and npm only. */
  (aws ? it : it.skip)('works with the AWS CLI unchanged: step functions, organizations, S3 by path, IAM', () => {
    const cli = (...args: string[]): unknown => {
      const { status, stdout, stderr } = spawnSync('aws', [...args, '--output', 'json'], {
        encoding: 'utf8',
        env: { ...process.env, ...served.environment, AWS_PAGER: '', AWS_EC2_METADATA_DISABLED: 'true' },
      });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout === '' ? 'null' : stdout) as unknown;
    };
    expect(cli('stepfunctions', 'list-state-machines', '--query', "stateMachines[?name=='waits'].type")).toEqual(['STANDARD']);
    expect(cli('organizations', 'list-accounts', '--query', 'length(Accounts)')).toBe(12);
    expect(cli('iam', 'get-role', '--role-name', 'machines', '--query', 'Role.Arn')).toBe(roleArn);
    const buckets = cli('s3api', 'list-buckets', '--query', 'Buckets[].Name') as string[];
    const Bucket = buckets.find((name) => name.includes('batchbucket'))!;
    cli('s3api', 'put-object', '--bucket', Bucket, '--key', 'inputs/by-cli.csv', '--body', 'examples/accounts.csv');
    expect(
      cli('s3api', 'head-object', '--bucket', Bucket, '--key', 'inputs/by-cli.csv', '--query', 'ContentLength'),
    ).toBeGreaterThan(100);
  });
});
