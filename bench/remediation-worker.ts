/** One run of finding-remediation: `node remediation-worker.mjs <findings>`. Prints the figures as JSON. */
import { EventBridgeClient, DisableRuleCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  BatchImportFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
  type AwsSecurityFinding,
} from '@aws-sdk/client-securityhub';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInMemory } from '../src/local/testing.ts';
import { waitMinutes } from '../tests/workflows/support/wait.ts';
import { Flow } from './remediation-flow.ts';
import { judge, type Judgement } from './remediation-outcomes.ts';
import { duplicates, memberIds, organizationOf, rules, toldFindings } from './remediation-organization.ts';

/** What one run measured. Seconds are of wall time, hours of virtual time. */
export interface RemediationFigures extends Judgement {
  readonly findings: number;
  readonly accounts: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
  readonly hours: number;
  readonly executions: number;
  readonly calls: number;
  readonly waitingSeconds: number;
  readonly callsPerSecond: number;
  readonly transitions: number;
  readonly transitionsPerFinding: number;
}

const perImport = 100;
const findings = Number(process.argv[2]);
const scratch = mkdtempSync(join(tmpdir(), 'groundcrew-bench-'));
const organizationFile = join(scratch, 'bench.yml');
writeFileSync(organizationFile, organizationOf(findings));

const startedAt = performance.now();
const local = await openInMemory({ organizationFile, targets: ['security', 'remediation-member'] });
const flow = new Flow();
local.onEvent(flow.record);
flow.watchCalls(local);
const security = local.targets.find(({ key }) => key === 'security')!;
const operator = local.sdkConfig('bench', security);
const Bucket = local.stackOutputs['security']!['FindingsBucketName']!;
await withClient(new S3Client(operator), (s3) =>
  s3.send(new PutObjectCommand({ Bucket, Key: 'rules/remediation-rules.yml', Body: rules })),
);
await leaveOutEnrichment();
const perAccount = new Map<string, AwsSecurityFinding[]>();
for (const [index, account] of memberIds.entries())
  perAccount.set(account, [...(await presentFindings(account)), ...toldFindings(findings, index)]);
await waitMinutes(local, 1);
const begun = local.now();
for (const [account, all] of perAccount) await importAll(account, all);
const imported = [...perAccount.values()].reduce((sum, all) => sum + all.length, 0);
const left = await passUntilDone();
const { calls, seconds: waitingSeconds, perSecond } = flow.updates();
const figures: RemediationFigures = {
  findings: imported,
  accounts: memberIds.length,
  ...judge(local, left),
  seconds: (performance.now() - startedAt) / 1000,
  cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  rssMb: process.resourceUsage().maxRSS / 1024,
  hours: (local.now() - begun) / 3_600_000,
  executions: flow.executions,
  calls,
  waitingSeconds,
  callsPerSecond: perSecond,
  transitions: flow.transitions,
  transitionsPerFinding: flow.transitions / imported,
};
process.stdout.write(JSON.stringify(figures) + '\n');
await local.close();
rmSync(scratch, { recursive: true });

/** Security Hub would hand the same findings to finding-enrichment: another workflow, another benchmark. */
async function leaveOutEnrichment(): Promise<void> {
  await withClient(new EventBridgeClient(operator), async (events) => {
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    for (const { Name } of Rules) if (Name!.includes('Unenriched')) await events.send(new DisableRuleCommand({ Name }));
  });
}

/** Imports an account's findings as their provider does, and some of them once more. Each import emits its event. */
async function importAll(account: string, all: readonly AwsSecurityFinding[]): Promise<void> {
  await withClient(providerOf(account), async (hub) => {
    const again = all.filter((_finding, index) => index % Math.round(1 / duplicates) === 0);
    for (const list of [all, again])
      for (let start = 0; start < list.length; start += perImport)
        await hub.send(new BatchImportFindingsCommand({ Findings: list.slice(start, start + perImport) }));
  });
}

function providerOf(account: string): SecurityHubClient {
  return new SecurityHubClient(local.sdkConfig('provider', { account, region: security.region }));
}

/** The findings that are there from the start. */
async function presentFindings(account: string): Promise<AwsSecurityFinding[]> {
  return withClient(providerOf(account), async (hub) => {
    const found: AwsSecurityFinding[] = [];
    let NextToken: string | undefined;
    do {
      const page = await hub.send(new GetFindingsCommand({ NextToken, MaxResults: 100 }));
      found.push(...page.Findings!);
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  });
}

/** Lets time pass until nothing is queued and nothing runs, a day at most. Gives what is still there then. */
async function passUntilDone(): Promise<number> {
  let running = 1;
  for (let hour = 0; hour < 24 && running > 0; hour += 1) {
    await waitMinutes(local, 60);
    running = flow.running;
  }
  return running;
}

async function withClient<Client extends { destroy(): void }, Result>(
  client: Client,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}
