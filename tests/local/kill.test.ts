import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHistory } from '../../src/local/executions/history-chain.ts';
import type { OpenLocalOptions } from '../../src/local/local.ts';
import { openWith } from '../../src/local/open-with.ts';
import { randomStream } from '../../src/sandbox/core/random.ts';
import { makeSmallEngine } from './support/small-engine.ts';
import { openSmallSandbox } from './support/small-sandbox.ts';
import { writeSmallTarget } from './support/small-target.ts';

const rounds = 4;
const countsPerExecution = 3;

/** Runs the child until it has told of one execution and a random while longer, then kills it. Returns what it told of. */
async function killedChild(options: OpenLocalOptions, round: number, moreMilliseconds: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'support', 'kill-child.ts'), JSON.stringify(options), String(round)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [told, errors] = ['', ''];
  let killing = false;
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    if (!killing) setTimeout(() => child.kill('SIGKILL'), moreMilliseconds);
    killing = true;
  });
  await new Promise((resolve) => child.once('close', resolve));
  if (!killing) throw new Error(`the child ended by itself: ${errors}`);
  return told.split('\n').slice(0, -1);
}

describe('kill -9 of the process that holds an organization', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'groundcrew-kill-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('loses nothing that was answered, at whatever moment', async () => {
    const options = { ...writeSmallTarget(directory, { times: countsPerExecution }), directory: join(directory, 'home') };
    const random = randomStream(1, 'kill');
    const answered: string[] = [];
    for (let round = 1; round <= rounds; round++)
      answered.push(...(await killedChild(options, round, Math.floor(random() * 60))));

    const local = await openWith({ openSandbox: openSmallSandbox, makeEngine: makeSmallEngine }, options);
    if (local.role !== 'owner') throw new Error('the lock of the dead process was not taken over');
    const client = new SFNClient(local.sdkConfig('test'));
    for (const name of answered) {
      const executionArn = `arn:aws:states:${local.region}:${local.account}:execution:counting:${name}`;
      const { status, output } = await client.send(new DescribeExecutionCommand({ executionArn }));
      expect([name, status, typeof output]).toEqual([name, 'SUCCEEDED', 'string']);
    }
    const stateMachineArn = local.stackOutputs['management']!['MachineArn'];
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }));
    const open = executions.filter(({ status }) => status !== 'SUCCEEDED');
    expect(open.every(({ status, name }) => status === 'ABORTED' && !answered.includes(name!))).toBe(true);
    expect(open.length).toBeLessThanOrEqual(rounds);
    for (const name of readdirSync(join(directory, 'home', 'small', 'executions'))) {
      expect(readHistory(join(directory, 'home', 'small', 'executions', name, 'history.ndjson')).intact).toBe(true);
    }
    // Each closed execution counted exactly so often; an open one at most so often.
    const count = local.sandbox.store.table<number>('counter/counts').get('a');
    const closed = executions.length - open.length;
    expect(count).toBeGreaterThanOrEqual(closed * countsPerExecution);
    expect(count).toBeLessThanOrEqual((closed + open.length) * countsPerExecution);
    client.destroy();
    await local.close();
  }, 60_000);
});
