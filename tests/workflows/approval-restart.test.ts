/** An approval whose process ends while it waits: the next process has it, and comes to what one process alone would have come to. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocal, type LocalOwner } from '../../src/local/index.ts';
import { repositoryRoot } from '../support/repository.ts';
import { askApproval, person, plainName, request, standing, writeApprovalTarget } from './support/approval.ts';

jest.setTimeout(60_000);

describe('an execution that waits for a person when its process ends', () => {
  let directory: string;
  let local: LocalOwner | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'groundcrew-restart-'));
    writeApprovalTarget(join(directory, 'targets'));
  });
  afterEach(async () => {
    await local?.close();
    rmSync(directory, { recursive: true });
  });

  const open = async (home = 'home'): Promise<LocalOwner> => {
    await local?.close();
    const opened = await openLocal({
      organizationFile: join(repositoryRoot, 'examples/organizations/small.yml'),
      directory: join(directory, home),
      targetsDirectory: join(directory, 'targets'),
      codeDirectory: repositoryRoot,
    });
    if (opened.role !== 'owner') throw new Error('somebody else holds it');
    return (local = opened);
  };
  const answer = async (name: string, decision: string): Promise<void> => {
    const somebody = person(local!, name);
    const [pending] = await somebody.pending();
    const { status, message } = await somebody.decide({ approval: pending!.approval, decision });
    if (status !== 200) throw new Error(message);
  };
  const files = (home: string): Record<string, string> => {
    const folder = join(directory, home, 'small', 'executions', 'one');
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  };

  /** Asks, and has two people answer; each of them in a process of its own, or all in one. */
  const story = async (home: string, restarts: boolean): Promise<Record<string, string>> => {
    const next = async (): Promise<unknown> => (restarts ? open(home) : undefined);
    const asked = await askApproval(await open(home), 'one', { ...request, people: 2 });
    expect(await local!.run(asked)).toBe('waiting-for-person');
    await next();
    expect(local!.warnings).toEqual([]);
    await answer('alice', 'APPROVED');
    expect(await local!.run(asked)).toBe('waiting-for-person');
    await next();
    expect(await standing(local!, asked)).toMatchObject({ status: 'RUNNING' });
    await answer('bob', 'APPROVED');
    expect(await local!.run(asked)).toBe('closed');
    return files(home);
  };

  test('goes on in the next process: the same each time, byte for byte, and the steps that one process takes', async () => {
    const first = await story('first', true);
    expect(await story('second', true)).toEqual(first);
    expect(Object.keys(first)).not.toContain('inputs.ndjson');
    const steps = (written: Record<string, string>): unknown =>
      written['history.ndjson']!.split('\n').map((line) => /"type":"\w+","id":\d+,"previousEventId":\d+/.exec(line)?.[0]);
    expect(steps(await story('alone', false))).toEqual(steps(first));
  });

  test('time still stands still for it: it does not expire by the next process', async () => {
    const asked = await askApproval(await open(), 'one');
    await local!.run(asked);
    const before = local!.now();
    await open();
    expect(await local!.run(asked)).toBe('waiting-for-person');
    expect(local!.now() - before).toBeLessThan(1000);
    expect(await local!.run(asked, { approvals: 'expire' })).toBe('closed');
    expect(await standing(local!, asked)).toMatchObject({ error: 'ApprovalExpired' });
  });

  test('is redriven by another process after its rejection; its history goes on with its chain', async () => {
    const asked = await askApproval(await open(), 'one', request, 'requester', plainName);
    await local!.run(asked);
    await answer('alice', 'REJECTED');
    await local!.run(asked);
    await open();
    const { SFNClient, RedriveExecutionCommand } = await import('@aws-sdk/client-sfn');
    const stepFunctions = new SFNClient(local!.sdkConfig('operator'));
    await stepFunctions.send(new RedriveExecutionCommand({ executionArn: asked }));
    stepFunctions.destroy();
    expect(await local!.run(asked)).toBe('waiting-for-person');
    await open();
    await answer('bob', 'APPROVED');
    expect(await local!.run(asked)).toBe('closed');
    expect(await standing(local!, asked)).toMatchObject({ status: 'SUCCEEDED', output: { approvals: [{ identity: 'bob' }] } });
    const { readHistory } = await import('../../src/local/executions/history-chain.ts');
    const { events, intact } = readHistory<{ type: string }>(join(directory, 'home/small/executions/one/history.ndjson'));
    expect(intact).toBe(true);
    expect(events.map(({ type }) => type).filter((type) => type.startsWith('Execution'))).toEqual([
      'ExecutionStarted',
      'ExecutionFailed',
      'ExecutionRedriven',
      'ExecutionSucceeded',
    ]);
  });

  test('that was altered on disk is not taken for what it was: ABORTED, and why is said', async () => {
    const asked = await askApproval(await open(), 'one');
    await local!.run(asked);
    await local!.close();
    const { writeFileSync } = await import('node:fs');
    const path = join(directory, 'home/small/executions/one/inputs.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"ok":true', '"ok":false,"error":"Other","cause":"Other"'));
    await open();
    expect(local!.warnings).toEqual([expect.stringContaining('would be another one now')]);
    expect(await standing(local!, asked)).toMatchObject({ status: 'ABORTED', error: 'Groundcrew.ProcessEnded' });
  });
});
