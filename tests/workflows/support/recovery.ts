/** arc-failover in an organization in memory: the example organization and plan, changed as a test needs it. */
import { S3Client, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { workflowInput, type FailoverReport, type WorkflowInput } from '../../../handlers/arc-failover/contract.ts';
import type { LocalOwner } from '../../../src/local/index.ts';
import { openInMemory } from '../../../src/local/testing.ts';
import { routingControlTable, stateOf } from '../../../src/sandbox/route53-recovery-cluster/rows.ts';
import { repositoryRoot } from '../../support/repository.ts';

type RunOptions = Parameters<LocalOwner['run']>[1];

export interface Ended {
  readonly status: string;
  readonly error?: string;
  /** The report of one that succeeded, what fits of it in the cause of another. */
  readonly report: FailoverReport & { readonly succeeded: boolean };
  readonly cause?: string;
  readonly milliseconds: number;
}

export interface Recovery {
  readonly local: LocalOwner;
  /** The example's input with these members instead. */
  input(changes?: Partial<Omit<WorkflowInput, 'plan'>>, plan?: object): unknown;
  start(input: unknown): Promise<string>;
  /** Starts and waits for the end. */
  run(input: unknown, options?: RunOptions): Promise<Ended>;
  ended(executionArn: string): Promise<Ended>;
  /** Names of the controls that are On. */
  on(): string[];
  /** How many batches were sent, whatever became of them. */
  writes(): number;
  keys(prefix: string): Promise<string[]>;
  text(key: string): Promise<string>;
  put(key: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** `recovery` replaces members of the file's; `more` members of the organization. */
export async function openRecovery(recovery: object = {}, more: object = {}): Promise<Recovery> {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-recovery-'));
  const organizationFile = join(folder, 'organization.yml');
  const small = parse(readFileSync(join(repositoryRoot, 'examples/organizations/small.yml'), 'utf8')) as { recovery: object };
  writeFileSync(organizationFile, stringify({ ...small, ...more, recovery: { ...small.recovery, ...recovery } }));
  const local = await openInMemory({
    organizationFile,
    targetsDirectory: join(repositoryRoot, '.serverless'),
    codeDirectory: repositoryRoot,
    targets: ['recovery'],
    callLog: true,
  });
  rmSync(folder, { recursive: true });
  const place = local.targets.find(({ key }) => key === 'recovery')!;
  const stepFunctions = new SFNClient(local.sdkConfig('operator', place));
  const s3 = new S3Client(local.sdkConfig('operator', place));
  const Bucket = local.stackOutputs['recovery']!['RecoveryBucketName']!;
  const example = parse(readFileSync(join(repositoryRoot, 'examples/failover-plan.yml'), 'utf8')) as { plan: object };
  let started = 0;
  const recoveryOf: Recovery = {
    local,
    input: (changes = {}, plan = {}) => ({ ...example, ...changes, plan: { ...example.plan, ...plan } }),
    async start(input) {
      started += 1;
      const { executionArn } = await stepFunctions.send(
        new StartExecutionCommand({
          stateMachineArn: `arn:aws:states:${place.region}:${place.account}:stateMachine:groundcrew-prod-arc-failover`,
          name: `failover-${started}`,
          input: JSON.stringify(input),
        }),
      );
      return executionArn!;
    },
    async run(input, options) {
      const executionArn = await recoveryOf.start(input);
      if ((await local.run(executionArn, options)) !== 'closed') throw new Error(`${executionArn} waits for a person`);
      return recoveryOf.ended(executionArn);
    },
    async ended(executionArn) {
      const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      const { status, output, error, cause, startDate, stopDate } = execution;
      return {
        status: status!,
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
        report: JSON.parse(output ?? (cause?.startsWith('{') ? cause : '{}')) as Ended['report'],
        milliseconds: stopDate!.getTime() - startDate!.getTime(),
      };
    },
    on: () =>
      [...routingControlTable(local.sandbox.store).values()].filter((row) => stateOf(row) === 'On').map(({ name }) => name),
    writes: () =>
      local.sandbox
        .callLog()
        .filter(({ call }) => call === 'route53-recovery-cluster:UpdateRoutingControlStates')
        /* The log counts equal decisions. */
        .reduce((sum, entry) => sum + ((entry as { count?: number }).count ?? 1), 0),
    async keys(Prefix) {
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
      return (Contents ?? []).map(({ Key }) => Key!);
    },
    async text(Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Body!.transformToString();
    },
    async put(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async close() {
      stepFunctions.destroy();
      s3.destroy();
      await local.close();
    },
  };
  return recoveryOf;
}

/** The example plan, checked. */
export function examplePlan(): WorkflowInput {
  return workflowInput.parse(parse(readFileSync(join(repositoryRoot, 'examples/failover-plan.yml'), 'utf8')));
}
