import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionEvent, FunctionLogEntry, Local, OpenLocalOptions } from '../../src/local/local.ts';
import { openWith } from '../../src/local/open-with.ts';
import type { Parts } from '../../src/local/parts.ts';
import { makeSmallEngine } from './support/small-engine.ts';
import { openSmallSandbox } from './support/small-sandbox.ts';
import { writeSmallTarget } from './support/small-target.ts';

const parts: Parts = { openSandbox: openSmallSandbox, makeEngine: makeSmallEngine };

describe('an organization', () => {
  let directory: string;
  let options: OpenLocalOptions;
  let opened: Local[];

  const open = async (more: Partial<OpenLocalOptions> = {}): Promise<Local> => {
    const local = await openWith(parts, { ...options, directory: join(directory, 'home'), ...more });
    opened.push(local);
    return local;
  };
  const start = async (local: Local, name = 'first'): Promise<string> => {
    const client = new SFNClient(local.sdkConfig('alice'));
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: local.stackOutputs['management']!['MachineArn'], name, input: '{}' }),
    );
    client.destroy();
    return executionArn!;
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'groundcrew-local-'));
    options = writeSmallTarget(directory);
    opened = [];
  });
  afterEach(async () => {
    for (const local of opened) await local.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('runs an execution through bundle, SDK, roles and virtual time', async () => {
    const logs: FunctionLogEntry[] = [];
    const local = await open({ onFunctionLog: (entry) => logs.push(entry) });
    const events: ExecutionEvent[] = [];
    local.onEvent((event) => events.push(event));
    const began = local.now();
    const executionArn = await start(local);
    expect(await local.run(executionArn)).toBe('closed');
    const client = new SFNClient(local.sdkConfig('alice'));
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described.status).toBe('SUCCEEDED');
    expect((JSON.parse(described.output!) as { Payload: object }).Payload).toEqual({
      count: 3,
      at: new Date(began + 30).toISOString(),
    });
    // Three calls of DynamoDB and the invocation around them, 10 ms each.
    expect(local.now() - began).toBe(40);
    expect(logs.map(({ message }) => message)).toEqual(['counted a 1', 'counted a 2', 'counted a 3']);
    expect(events.map(({ event }) => event.type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    client.destroy();
  });

  it('gives the same history for the same seed, byte for byte', async () => {
    const histories: string[] = [];
    for (const home of ['one', 'two']) {
      const local = await open({ directory: join(directory, home) });
      await local.run(await start(local));
      histories.push(readFileSync(join(local.executionFolder('first')!, 'history.ndjson'), 'utf8'));
    }
    expect(histories[0]).toBe(histories[1]);
  });

  it('goes on where it stopped when it is opened again, and takes no name twice', async () => {
    const first = await open();
    const executionArn = await start(first);
    await first.run(executionArn);
    const stopped = first.now();
    await first.close();
    const again = await open();
    expect(again.now()).toBe(stopped);
    expect(again.warnings).toEqual([]);
    const client = new SFNClient(again.sdkConfig('alice'));
    const stateMachineArn = again.stackOutputs['management']!['MachineArn'];
    expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1);
    expect((await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions).toMatchObject([
      { name: 'first', status: 'SUCCEEDED' },
    ]);
    expect((await client.send(new GetExecutionHistoryCommand({ executionArn }))).events).toHaveLength(4);
    await expect(start(again)).rejects.toThrow(/Execution Already Exists/);
    const second = await start(again, 'second');
    await again.run(second);
    const { output } = await client.send(new DescribeExecutionCommand({ executionArn: second }));
    expect((JSON.parse(output!) as { Payload: { count: number } }).Payload.count).toBe(6);
    client.destroy();
  });

  it('closes what was running when its process ended as ABORTED and says so', async () => {
    const first = await open();
    await start(first);
    await first.close();
    const again = await open();
    expect(again.warnings).toEqual([expect.stringMatching(/^first was running when its process ended and is closed as ABORTED/)]);
  });

  it('is forgotten with fresh', async () => {
    const first = await open();
    await first.run(await start(first));
    await first.close();
    const fresh = await open({ fresh: true });
    await expect(start(fresh)).resolves.toBeDefined();
  });

  it('is a client where another opener holds it', async () => {
    const owner = await open();
    const client = await open();
    expect([owner.role, client.role]).toEqual(['owner', 'client']);
    const events: ExecutionEvent[] = [];
    client.onEvent((event) => events.push(event));
    expect(await client.run(await start(client))).toBe('closed');
    expect(events).toHaveLength(4);
    expect(client.stackOutputs).toEqual(owner.stackOutputs);
    await expect(open({ fresh: true })).rejects.toThrow(/holds small/);
  });

  it('fails a machine whose role may not invoke its function, in the words of AWS', async () => {
    options = writeSmallTarget(directory, { mayInvoke: false });
    const local = await open();
    const executionArn = await start(local);
    await local.run(executionArn);
    const client = new SFNClient(local.sdkConfig('alice'));
    const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect([status, error]).toEqual(['FAILED', 'Lambda.AWSLambdaException']);
    expect(cause).toMatch(
      /is not authorized to perform: lambda:InvokeFunction on resource: .*function:count because no identity-based policy allows/,
    );
    client.destroy();
  });

  it('warns of a function whose role may not write its log', async () => {
    options = writeSmallTarget(directory, { mayLog: false });
    const local = await open();
    await local.run(await start(local));
    expect(local.warnings).toEqual([expect.stringMatching(/^count: its role may not logs:CreateLogStream/)]);
  });

  it('goes on with its own seed, refuses another, and warns of a changed file', async () => {
    await (await open({ seed: 7 })).close();
    await expect(open({ seed: 8 })).rejects.toThrow(/begun with seed 7 .*--fresh/);
    writeFileSync(options.organizationFile, 'name: other\n');
    const again = await open();
    expect([again.seed, again.warnings.length]).toEqual([7, 1]);
    await again.close();
    expect((await open({ seed: 8, fresh: true })).seed).toBe(8);
  });

  it('says what is missing when nothing is packaged', async () => {
    await expect(open({ targetsDirectory: join(directory, 'nothing') })).rejects.toThrow(
      /No target is packaged in .*Run npm run package/,
    );
    // The lock is given back: a later opener is not a client of nobody.
    expect((await open()).role).toBe('owner');
  });
});
