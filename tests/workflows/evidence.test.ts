/** The packaged target `evidence` beside `management`: executions that end are kept, those whose event is lost are found. */
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { unzipSync } from 'fflate';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { sha256, sha256Hex } from '../../src/trace/evidence/make-bundle.ts';
import { parseManifest } from '../../src/trace/evidence/manifest.ts';
import { verifySignature } from '../../src/trace/evidence/node-signature.ts';
import { verifyBundle } from '../../src/trace/evidence/verify-bundle.ts';
import { rolePolicies } from '../package/every-way.ts';
import { refusedCalls, unneededPatterns, unusedStatements } from '../package/needed-permissions.ts';
import { repositoryRoot } from '../support/repository.ts';
import { batch, row } from './support/batch.ts';
import { openVending, type Vending } from './support/vending.ts';

jest.setTimeout(60_000);
const examples = join(repositoryRoot, 'examples/organizations');

describe('evidence in its own target', () => {
  let vending: Vending;
  let s3: S3Client;
  let bucket: string;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'groundcrew-organization-'));
    const file = join(folder, 'kept.yml');
    const small = readFileSync(join(examples, 'small.yml'), 'utf8');
    writeFileSync(file, small.replace(/^targets:\n/m, 'targets:\n  evidence: { account: Management }\n'));
    vending = await openVending(relative(examples, file));
    rmSync(folder, { recursive: true });
    s3 = new S3Client(vending.local.sdkConfig('auditor'));
    bucket = vending.local.stackOutputs['evidence']!['EvidenceBucketName']!;
    await makeWaitingMachine();
  });
  afterAll(async () => {
    s3.destroy();
    await vending.close();
  });

  const waitMachine = (): string =>
    `arn:aws:states:${vending.local.region}:${vending.local.account}:stateMachine:wait-for-a-while`;

  /** Time passes only while something runs: a machine that waits. */
  async function makeWaitingMachine(): Promise<void> {
    const config = vending.local.sdkConfig('test');
    const [iam, stepFunctions] = [new IAMClient(config), new SFNClient(config)];
    const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'waiting',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      }),
    );
    const definition = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', SecondsPath: '$.seconds', End: true } } };
    await stepFunctions.send(
      new CreateStateMachineCommand({
        name: 'wait-for-a-while',
        roleArn: Role!.Arn!,
        definition: JSON.stringify(definition),
      }),
    );
    iam.destroy();
    stepFunctions.destroy();
  }
  async function pass(hours: number): Promise<void> {
    const stepFunctions = new SFNClient(vending.local.sdkConfig('test'));
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn: waitMachine(), input: JSON.stringify({ seconds: hours * 3600 }) }),
    );
    await vending.local.run(executionArn!);
    stepFunctions.destroy();
  }
  async function keys(): Promise<string[]> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key }) => Key!).filter((key) => key.endsWith('.zip'));
  }
  async function read(key: string): Promise<Uint8Array> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body!.transformToByteArray();
  }
  async function invoke(functionName: string, event: object): Promise<unknown> {
    const lambda = new LambdaClient(vending.local.sdkConfig('test'));
    const { Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) }),
    );
    lambda.destroy();
    return JSON.parse(Buffer.from(Payload!).toString()) as unknown;
  }
  let firstArn = '';

  it('keeps an execution that has ended, children inside, as a bundle that verifies', async () => {
    const { execution } = await vending.run(batch(row('kept-one')));
    firstArn = execution.executionArn!;
    await pass(1);
    const [key, ...others] = await keys();
    expect(others).toEqual([]);
    expect(key).toBe('evidence/account-vending/2026-01-05/batch-1.zip');
    const files = new Map(Object.entries(unzipSync(await read(key!))));
    const { ok, manifest } = await verifyBundle(files, { sha256, verifySignature, parseManifest });
    expect(ok).toBe(true);
    expect(manifest).toMatchObject({
      simulated: true,
      redacted: true,
      actors: [{ action: 'StartExecution', verified: 'cloudtrail' }],
    });
    expect([...files.keys()].filter((path) => /^children\/[^/]+\/execution\.json$/.test(path)).length).toBeGreaterThan(0);
    for (const bytes of files.values()) expect(Buffer.from(bytes).toString()).not.toMatch(/[\w.+]+@example\.com/);
  });

  it('does nothing when the event comes again', async () => {
    const again = await invoke('groundcrew-prod-captureExecution', { detail: { executionArn: firstArn } });
    expect(again).toMatchObject({ outcome: 'KEPT', key: 'evidence/account-vending/2026-01-05/batch-1.zip' });
    expect(await keys()).toHaveLength(1);
  });

  it('finds an execution whose event was lost, the next day, and links it to the one before', async () => {
    const events = new EventBridgeClient(vending.local.sdkConfig('test'));
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    const rule = Rules.find(({ Description }) => Description?.includes('captureExecution'));
    await events.send(new DisableRuleCommand({ Name: rule!.Name! }));
    events.destroy();
    await vending.run(batch(row('kept-two')));
    await pass(16);
    expect(await keys()).toContain('evidence/account-vending/2026-01-05/batch-2.zip');
    const second = JSON.parse(
      Buffer.from(await read('evidence/account-vending/2026-01-05/batch-2.manifest.json')).toString(),
    ) as { previousBundle: object };
    expect(second.previousBundle).toEqual({
      id: 'account-vending/2026-01-05/batch-1',
      manifestSha256: sha256Hex(await read('evidence/account-vending/2026-01-05/batch-1.manifest.json')),
    });
  });

  it('links the days on which nothing ran', async () => {
    await pass(24);
    expect((await keys()).filter((key) => key.endsWith('nothing-ran.zip'))).toEqual([
      'evidence/account-vending/2026-01-06/nothing-ran.zip',
    ]);
  });

  it('refuses an event that names no execution', async () => {
    expect(await invoke('groundcrew-prod-captureExecution', { detail: {} })).toMatchObject({ errorType: 'InvalidInput' });
  });

  it('has roles of which every statement, action and resource is needed, and none is missing', async () => {
    const roles = (await rolePolicies(vending.local)).filter(({ name }) => /^(capture-execution|sweep-executions)/.test(name));
    const log = vending.local.sandbox.callLog();
    expect(roles.length).toBe(3);
    expect(refusedCalls(roles, log)).toEqual([]);
    expect(unusedStatements(roles, log)).toEqual([]);
    expect(unneededPatterns(roles, log)).toEqual([]);
  });
});
