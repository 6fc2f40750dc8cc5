/** Approvals as a person at a terminal meets them: the real command against the packaged target with a machine that asks. */
import { ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHistory } from '../../../src/local/executions/history-chain.ts';
import { commandEntry, commandEnvironment, groundcrew, temporaryHome, type CommandOutcome } from '../../support/command.ts';
import { repositoryRoot } from '../../support/repository.ts';
import { machineName, request, writeApprovalTarget } from '../../workflows/support/approval.ts';

jest.setTimeout(60_000);

describe('groundcrew approvals, approve and reject', () => {
  let targets: string;
  let home: string;
  let remove: () => void;
  let served: ChildProcess | undefined;
  let client: SFNClient;

  beforeAll(async () => {
    targets = mkdtempSync(join(tmpdir(), 'groundcrew-targets-'));
    writeApprovalTarget(targets);
    ({ home, remove } = temporaryHome());
    const child = spawn(process.execPath, [commandEntry, 'serve', '--json'], {
      cwd: repositoryRoot,
      env: commandEnvironment(home, targets),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    served = child;
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { environment } = JSON.parse(line.toString('utf8')) as { environment: Record<string, string> };
    client = new SFNClient({
      endpoint: environment['AWS_ENDPOINT_URL']!,
      region: environment['AWS_REGION']!,
      credentials: {
        accessKeyId: environment['AWS_ACCESS_KEY_ID']!,
        secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']!,
        sessionToken: environment['AWS_SESSION_TOKEN']!,
      },
    });
  });
  afterAll(async () => {
    client.destroy();
    if (served && served.exitCode === null && served.signalCode === null) {
      served.kill('SIGTERM');
      await once(served, 'exit');
    }
    remove();
    rmSync(targets, { recursive: true });
  });

  const command = (...args: string[]): CommandOutcome => groundcrew(home, args, { targets });
  const start = async (name: string, asked: object = request): Promise<void> => {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
    const { stateMachineArn } = stateMachines.find((machine) => machine.name === machineName)!;
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(asked) }));
    for (;;) {
      const { approvals } = JSON.parse(command('approvals', '--json').stdout) as { approvals: { startedIn: string }[] };
      if (approvals.some(({ startedIn }) => startedIn.endsWith(`:${name}`))) return;
    }
  };

  test('list what waits; an approval lets the execution go on to its end, with exit code 0', async () => {
    await start('one');
    const listed = command('approvals');
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(
      /EXECUTION +ASKS +ALLOWS +REQUESTER +PEOPLE +EXPIRES IN\none +ask-approval: terminate failed products +pp-1 and 1 more +operator +needs 1 +1 h\n/,
    );
    const { code, stdout, stderr } = command('approve', 'one', '--as', 'alice', '--reason', 'looked at both');
    expect(stderr).toContain('approved by alice (declared)');
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({
      decision: 'APPROVED',
      approvals: [{ identity: 'alice', source: 'declared', reason: 'looked at both' }],
    });
    expect(code).toBe(0);
    expect(command('approvals').stdout).toBe('nothing waits for an approval\n');
    expect(command('approve', 'one', '--as', 'bob')).toMatchObject({ code: 7, stdout: '' });
  });

  test('a rejection ends it with exit code 4', async () => {
    await start('refused');
    const { code, stdout } = command('reject', 'refused', '--as', 'alice', '--reason', 'wrong ones');
    expect(stdout).toContain('ApprovalRejected: alice rejected "terminate failed products": wrong ones');
    expect(code).toBe(4);
  });

  test('one that needs two people waits for the second with exit code 8, and says which command answers', async () => {
    await start('both', { ...request, people: 2 });
    const first = command('approve', 'both', '--as', 'alice');
    expect(first.code).toBe(8);
    expect(first.stdout).toContain('people    needs 2, approved by alice');
    expect(first.stdout).toContain('groundcrew approve both --as NAME');
    expect(command('approve', 'both', '--as', 'alice')).toMatchObject({ code: 8 });
    expect(command('approve', 'both', '--as', 'bob').code).toBe(0);
  });

  test('an execution that waits when its process is killed is approved in the next one', async () => {
    await start('killed');
    served!.kill('SIGKILL');
    await once(served!, 'exit');
    expect(command('approvals').stdout).toContain('killed');
    expect(command('show', 'killed').stdout).toMatch(/status +RUNNING/);
    const { code, stdout } = command('approve', 'killed', '--as', 'alice');
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({ decision: 'APPROVED' });
    expect(code).toBe(0);
    const { events, intact } = readHistory(join(home, 'small', 'executions', 'killed', 'history.ndjson'));
    expect(intact).toBe(true);
    expect((events as { type: string }[]).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('names that are none, and --as on AWS, are refused before anything is asked', () => {
    expect(command('approve', 'one', '--as', 'a b').code).toBe(2);
    expect(command('approve', 'one', '--as', 'alice', '--aws').code).toBe(2);
    expect(command('approve', 'nothing', '--as', 'alice').code).toBe(7);
  });
});
