/** finding-remediation and finding-enrichment in an organization in memory, started as the command starts them. */
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetFindingsCommand, SecurityHubClient, type AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { FindingResult } from '../../../handlers/finding-remediation/contract.ts';
import { findingResult } from '../../../handlers/finding-remediation/contract.ts';
import type { LocalOwner } from '../../../src/local/index.ts';
import type { RunOptions } from '../../../src/local/local.ts';
import { openInMemory } from '../../../src/local/testing.ts';
import { repositoryRoot } from '../../support/repository.ts';

const examples = join(repositoryRoot, 'examples');

export interface Findings {
  readonly local: LocalOwner;
  /** Every history event so far. */
  readonly events: readonly { readonly type: string; readonly state?: string; readonly execution: string }[];
  /** Findings as Security Hub has them now. */
  findings(): Promise<AwsSecurityFinding[]>;
  /** Puts the rule table where the machine looks for it. */
  putRules(text: string): Promise<void>;
  /** Puts findings into the bucket and gives their key. */
  putFindings(name: string, findings: readonly unknown[]): Promise<string>;
  /** Starts an execution and waits for its end. */
  run(workflow: string, name: string, input: object, options?: RunOptions): Promise<Ended>;
  start(workflow: string, name: string, input: object): Promise<string>;
  ended(executionArn: string): Promise<Ended>;
  /** The lines of a result file. */
  results(ended: Ended): Promise<FindingResult[]>;
  /** The lines of any file of the bucket. */
  resultLines(key: string): Promise<unknown[]>;
  /** Lets some seconds pass: an execution without findings. */
  pass(): Promise<void>;
  deadLetters(): Promise<Record<string, unknown>[]>;
  /** Configuration of SDK clients of an account's administrator. */
  accountOf(name: string): string;
  close(): Promise<void>;
}

export interface Ended {
  readonly status: string;
  readonly output: {
    summary: Record<string, number>;
    files: { results: string };
    bucket: string;
    failed: number;
    [member: string]: unknown;
  };
  readonly error?: string;
  readonly cause?: string;
}

export const exampleRules = readFileSync(join(examples, 'remediation-rules.yml'), 'utf8');

/** Opens examples/organizations/security.yml, changed by `change`; every packaged target, or those named. */
export async function openFindings(
  change: (file: Record<string, unknown>) => void = () => undefined,
  { targets, callLog = true }: { readonly targets?: readonly string[]; readonly callLog?: boolean } = {},
): Promise<Findings> {
  const file = parse(readFileSync(join(examples, 'organizations/security.yml'), 'utf8')) as Record<string, unknown>;
  // Updates take effect at once, so that a test need not let minutes pass.
  file['durations'] = { 'securityhub/update': { median: '1ms', minimum: '1ms', maximum: '1ms' } };
  change(file);
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-findings-'));
  const organizationFile = join(folder, 'security.yml');
  writeFileSync(organizationFile, stringify(file));
  const local = await openInMemory({
    organizationFile,
    targetsDirectory: join(repositoryRoot, '.serverless'),
    codeDirectory: repositoryRoot,
    callLog,
    ...(targets ? { targets } : {}),
  });
  const security = local.targets.find(({ key }) => key === 'security')!;
  const config = local.sdkConfig('test', security);
  const [stepFunctions, s3, hub, sqs] = [
    new SFNClient(config),
    new S3Client(config),
    new SecurityHubClient(config),
    new SQSClient(config),
  ];
  const outputs = local.stackOutputs['security']!;
  const Bucket = outputs['FindingsBucketName']!;
  const events: { type: string; state?: string; execution: string }[] = [];
  local.onEvent(({ event, executionArn }) => {
    const name = event.stateEnteredEventDetails?.name;
    events.push({ type: event.type, ...(name === undefined ? {} : { state: name }), execution: executionArn });
  });
  const put = (Key: string, Body: string): Promise<unknown> => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  let passed = 0;
  const self: Findings = {
    local,
    events,
    async findings() {
      const all: AwsSecurityFinding[] = [];
      let NextToken: string | undefined;
      do {
        const page = await hub.send(new GetFindingsCommand({ NextToken }));
        all.push(...page.Findings!);
        NextToken = page.NextToken;
      } while (NextToken);
      return all;
    },
    putRules: async (text) => void (await put('rules/remediation-rules.yml', text)),
    async putFindings(name, findings) {
      const key = `inputs/${name}.jsonl`;
      await put(key, findings.map((one) => `${JSON.stringify(one)}\n`).join('') || '\n');
      return key;
    },
    async start(workflow, name, input) {
      const stateMachineArn = `arn:aws:states:${security.region}:${security.account}:stateMachine:groundcrew-prod-${workflow}`;
      const started = await stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      );
      return started.executionArn!;
    },
    async ended(executionArn) {
      const { status, output, error, cause } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return {
        status: status!,
        output: (output ? JSON.parse(output) : {}) as Ended['output'],
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    },
    async run(workflow, name, input, options) {
      const executionArn = await self.start(workflow, name, input);
      await local.run(executionArn, options);
      return self.ended(executionArn);
    },
    async results({ output }) {
      return (await self.resultLines(output.files.results)).map((line) => findingResult.parse(line));
    },
    async resultLines(Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const lines = (await Body!.transformToString()).split('\n').filter(Boolean);
      return lines.map((line): unknown => JSON.parse(line));
    },
    async pass() {
      const key = await self.putFindings('none', []);
      passed += 1;
      await self.run('finding-remediation', `pass-${passed}`, { batch: `pass-${passed}`, key, dryRun: true });
    },
    async deadLetters() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: outputs['DeadLetterQueueUrl'], MaxNumberOfMessages: 10 }),
      );
      return Messages.map(({ Body }) => JSON.parse(Body!) as Record<string, unknown>);
    },
    accountOf: (name) => accountIds.get(name)!,
    async close() {
      await local.close();
      rmSync(folder, { recursive: true });
    },
  };
  const accountIds = new Map(
    (await self.findings()).map(({ AwsAccountId }, index) => [
      (file as { securityHub: { findings: { account: string }[] } }).securityHub.findings[index]!.account,
      AwsAccountId!,
    ]),
  );
  return self;
}
