/** Runs of account-vending that together take every way through its machines, functions and rules. */
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, paginateListRoles } from '@aws-sdk/client-iam';
import { ListRootsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssociatePrincipalWithPortfolioCommand,
  ListPortfoliosCommand,
  DescribeProductAsAdminCommand,
  ProvisionProductCommand,
  SearchProductsAsAdminCommand,
  ServiceCatalogClient,
} from '@aws-sdk/client-service-catalog';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { listStateMachines } from '../../src/cli/find-execution.ts';
import { findMachine } from '../../src/cli/workflows/machine.ts';
import type { LocalOwner, TargetPlace } from '../../src/local/index.ts';
import { openInMemory } from '../../src/local/testing.ts';
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { repositoryRoot } from '../support/repository.ts';
import { startOperators } from '../simulation/account-vending/operators.ts';
import { batch, example, header, row } from '../workflows/support/batch.ts';
import { askApproval, person, request, twiceName, writeApprovalTarget } from '../workflows/support/approval.ts';
import { openVending, type Vending } from '../workflows/support/vending.ts';
import type { RolePolicy } from './needed-permissions.ts';

const examples = join(repositoryRoot, 'examples/organizations');

/** The example organization `small` with room for more accounts, where Control Tower may take longer than a launch waits for it. */
export async function openRoomyVending(): Promise<Vending> {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-organization-'));
  try {
    const file = join(folder, 'roomy.yml');
    const small = readFileSync(join(examples, 'small.yml'), 'utf8').replace(
      'organizations/accounts: 22',
      'organizations/accounts: 60',
    );
    writeFileSync(file, `${small}\ndurations:\n  controltower/create-account: { median: 20m, minimum: 15m, maximum: 240m }\n`);
    return await openVending(relative(examples, file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Five launches that end when nobody waits for them any more, and so hold all of Control Tower's slots until then; behind them ones that
 * fail, are asked after because their event is lost, and are told twice.
 */
const rareWays = batch(
  ...Array.from({ length: 5 }, (_, index) => row(`slow-${index}`, { email: `aws${index}+slow@example.com` })),
  ...['fail-create', 'busy-once', 'lost-event', 'duplicate-event'].map((way) => row(way, { email: `aws+${way}@example.com` })),
);
/** More errors than a cause holds, so that the file of errors is needed. */
const mistakes = batch(...Array.from({ length: 400 }, (_, index) => row(`far-${index}`, { firstName: '=cmd()' })));

/** Its account is made and then fails, so that it is launched anew only when the product that it has left is terminated. */
const mended = batch(row('mended', { email: 'aws+fail-delivery-channel-once@example.com' }));

/** A row with everything that a row can ask for, and the same with its access ending a day later. */
const withEverything = (until: string): Uint8Array =>
  Buffer.from(
    [
      `${header},Access,Tags,SecurityContact,Regions,Quotas`,
      [
        row('everything'),
        `Platform:AdministratorAccess until ${until}`,
        'cost-center=42',
        'Sam Lee;Head of Security;security@example.com;+1 555 0100',
        'ap-east-1',
        'lambda/L-B99A9384/us-east-1=1000',
      ].join(','),
      '',
    ].join('\n'),
  );

/** Runs them all, one after the other; gives how each ended. */
export async function takeEveryWay(vending: Vending): Promise<string[]> {
  const ends: string[] = [];
  const run = async (bytes: Uint8Array, options?: { dryRun: boolean }): Promise<void> => {
    const { execution, result } = await vending.run(bytes, options, { approveAs: ['approver'] });
    const { succeeded, failed } = result.kind === 'rows' ? result.summary : { succeeded: 0, failed: 0 };
    ends.push(`${execution.status} ${succeeded} ${failed}`);
  };
  await run(example('accounts.csv'), { dryRun: true });
  await run(mistakes);
  await run(example('accounts.csv'));
  await run(example('accounts.csv'));
  await run(rareWays);
  for (let times = 0; times < 2; times += 1) await run(mended);
  for (const until of ['2026-01-06', '2026-01-07']) await run(withEverything(until));
  await endAccess(vending.local);
  await armDrill(vending.local, true);
  await run(batch(row('kept-out')));
  await armDrill(vending.local, false);
  await launchByHand(vending.local, 'taken');
  await run(batch(row('taken'), row('while-the-late-event-comes')));

  ends.push(await stopWhileLaunching(vending));

  /* The rule's execution is under way when the same file is given to the command. */
  await upload(vending.local, batch(row('uploaded')));
  await run(mistakes);
  await run(batch(row('uploaded')), { dryRun: true });
  const [uploaded] = await running(vending.local);
  if (uploaded === undefined) throw new Error('the file under batches/ started nothing');
  await vending.local.run(uploaded);
  return ends;
}

/** Moves the end of the access that was given for a time to the next minute, and waits for it. */
async function endAccess(local: LocalOwner): Promise<void> {
  const scheduler = new SchedulerClient(local.sdkConfig('test'));
  const { Schedules } = await scheduler.send(new ListSchedulesCommand({ NamePrefix: 'access-' }));
  const { Name, Target, FlexibleTimeWindow, ActionAfterCompletion } = await scheduler.send(
    new GetScheduleCommand({ Name: Schedules![0]!.Name }),
  );
  const at = new Date(local.now() + 60_000).toISOString().slice(0, 19);
  await scheduler.send(
    new UpdateScheduleCommand({ Name, Target, FlexibleTimeWindow, ActionAfterCompletion, ScheduleExpression: `at(${at})` }),
  );
  scheduler.destroy();
  const nobody = { batchMachineArn: '', accountMachineArn: '', batchExecutionArn: '', batchInput: '{}' };
  await local.run(await startOperators(local, [{ kind: 'stop-batch', index: 0, afterMinutes: 5 }], nobody, 'waiting'));
}

/** A drill's entry in the ledger, which covers every unit; or takes it away. */
async function armDrill(local: LocalOwner, armed: boolean): Promise<void> {
  const dynamodb = new DynamoDBClient(local.sdkConfig('test'));
  const TableName = local.stackOutputs['management']!['LedgerTableName']!;
  const Key = { pk: { S: 'INTERLOCK#ARMED' }, sk: { S: 'arn:drill' } };
  const organizations = new OrganizationsClient(local.sdkConfig('test'));
  const { Roots } = await organizations.send(new ListRootsCommand({}));
  const drill = { drill: { S: 'game-day' }, until: { S: '2999-01-01T00:00:00.000Z' }, targets: { L: [{ S: Roots![0]!.Id! }] } };
  if (armed) await dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key, ...drill } }));
  else await dynamodb.send(new DeleteItemCommand({ TableName, Key }));
  for (const client of [dynamodb, organizations]) client.destroy();
}

/**
 * Two executions are stopped while Control Tower works on their accounts, one of which will fail; no event tells the others' end and the
 * ledger has lost their records;
 * five rows hold the slots, seven wait. Gives how the batch ended.
 */
async function stopWhileLaunching({ local }: Vending): Promise<string> {
  const stepFunctions = new SFNClient(local.sdkConfig('test'));
  const machines = await listStateMachines(stepFunctions);
  const [batchMachineArn, accountMachineArn] = ['account-vending', 'vend-account'].map(
    (name) => findMachine(machines, name)!.arn,
  );
  const names = Array.from({ length: 12 }, (_, index) => `stopped-${index}`);
  const key = 'inputs/stopped.csv';
  const ways = names.map((_, index) => (index === 1 ? 'fail-delivery-channel' : 'lost-event'));
  await upload(local, batch(...names.map((name, index) => row(name, { email: `aws${index}+${ways[index]}@example.com` }))), key);
  const batchInput = JSON.stringify({ key });
  const { executionArn } = await stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn: batchMachineArn, name: 'stopped', input: batchInput }),
  );
  const targets = {
    ...{ batchMachineArn: batchMachineArn!, accountMachineArn: accountMachineArn! },
    ...{ batchExecutionArn: `${executionArn}-of-nobody`, batchInput },
  };
  /* An operator who comes five minutes later and does nothing: launches are under way then. */
  await local.run(await startOperators(local, [{ kind: 'stop-batch', index: 0, afterMinutes: 5 }], targets));
  const dynamodb = new DynamoDBClient(local.sdkConfig('test'));
  const launching: string[] = [];
  for (const name of names) {
    const { Attributes } = await dynamodb.send(
      new UpdateItemCommand({
        TableName: local.stackOutputs['management']!['LedgerTableName']!,
        Key: { pk: { S: `ACCOUNT#${name}` }, sk: { S: 'ENTRY' } },
        UpdateExpression: 'REMOVE recordId',
        ReturnValues: 'ALL_OLD',
      }),
    );
    if (Attributes?.['state']?.S === 'LAUNCHING') launching.push(Attributes['executionArn']!.S!);
  }
  dynamodb.destroy();
  for (const row of launching.slice(0, 2)) await stepFunctions.send(new StopExecutionCommand({ executionArn: row }));
  await local.run(executionArn!);
  const { status, output } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  stepFunctions.destroy();
  const { summary } = JSON.parse(output ?? '{}') as { summary?: { succeeded: number; failed: number } };
  return `${status} ${summary?.succeeded} ${summary?.failed}`;
}

async function upload(local: LocalOwner, Body: Uint8Array, Key = 'batches/uploaded.csv'): Promise<void> {
  const s3 = new S3Client(local.sdkConfig('test'));
  const Bucket = local.stackOutputs['management']!['BatchBucketName']!;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  s3.destroy();
}

/** ARNs of account-vending's executions that are under way. */
async function running(local: LocalOwner): Promise<string[]> {
  const stepFunctions = new SFNClient(local.sdkConfig('test'));
  const stateMachineArn = findMachine(await listStateMachines(stepFunctions), 'account-vending')!.arn;
  const { executions } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
  stepFunctions.destroy();
  return executions!.map(({ executionArn }) => executionArn!);
}

/** Launches an account under the name that account-vending gives its product: AWS has forgotten the token, the product is there. */
async function launchByHand(local: LocalOwner, name: string): Promise<void> {
  const catalog = new ServiceCatalogClient(local.sdkConfig('test'));
  const { PortfolioDetails } = await catalog.send(new ListPortfoliosCommand({}));
  const PrincipalARN = `arn:aws:iam::${local.account}:role/GroundcrewOperator`;
  await catalog.send(
    new AssociatePrincipalWithPortfolioCommand({ PortfolioId: PortfolioDetails![0]!.Id, PrincipalARN, PrincipalType: 'IAM' }),
  );
  const { ProductViewDetails } = await catalog.send(new SearchProductsAsAdminCommand({}));
  const ProductId = ProductViewDetails![0]!.ProductViewSummary!.ProductId!;
  const { ProvisioningArtifactSummaries } = await catalog.send(new DescribeProductAsAdminCommand({ Id: ProductId }));
  await catalog.send(
    new ProvisionProductCommand({
      ProductId,
      ProvisioningArtifactId: ProvisioningArtifactSummaries!.at(-1)!.Id,
      ProvisionedProductName: `account-${name}-1`,
      ProvisionToken: 'by-hand',
      ProvisioningParameters: Object.entries({
        AccountName: name,
        AccountEmail: `aws+${name}@example.com`,
        SSOUserEmail: 'ana.silva@example.com',
        SSOUserFirstName: 'Ana',
        SSOUserLastName: 'Silva',
        ManagedOrganizationalUnit: 'Sandbox',
      }).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  catalog.destroy();
}

/** What is called when an approval is asked for, given, and asked for again. No machine of the target asks for one in every way. */
export async function approvalCalls(): Promise<readonly CallLogEntry[]> {
  const targetsDirectory = mkdtempSync(join(tmpdir(), 'groundcrew-approval-'));
  try {
    writeApprovalTarget(targetsDirectory);
    const organizationFile = join(examples, 'small.yml');
    const local = await openInMemory({ organizationFile, targetsDirectory, codeDirectory: repositoryRoot, callLog: true });
    const execution = await askApproval(local, 'approval', request, 'requester', twiceName);
    const outcome = await local.run(execution, { approvals: { approveAs: ['approver'] } });
    if (outcome !== 'closed') throw new Error('the approval was not given');
    const refused = await askApproval(local, 'refused', request);
    await local.run(refused);
    const rejecter = person(local, 'rejecter');
    await rejecter.decide({ approval: (await rejecter.pending())[0]!.approval, decision: 'REJECTED' });
    await local.run(refused);
    const log = local.sandbox.callLog();
    await local.close();
    return log;
  } finally {
    rmSync(targetsDirectory, { recursive: true });
  }
}

/** The inline policies of the target's roles as they are deployed; not those of the organization's own operator. */
export async function rolePolicies(local: LocalOwner, at?: TargetPlace): Promise<RolePolicy[]> {
  const iam = new IAMClient(local.sdkConfig('test', at));
  const policies: RolePolicy[] = [];
  for await (const { Roles } of paginateListRoles({ client: iam }, {})) {
    for (const { Arn, RoleName } of (Roles ?? []).filter((role) => role.RoleName!.startsWith('groundcrew-'))) {
      const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      for (const PolicyName of PolicyNames ?? []) {
        const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        policies.push({ roleArn: Arn!, name: PolicyName, document: decodeURIComponent(PolicyDocument!) });
      }
    }
  }
  iam.destroy();
  return policies;
}
