/** Runs of account-enrollment that together take every way through its machines, functions and rules. */
import { DynamoDBClient, ScanCommand, UpdateItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  DisassociatePrincipalFromPortfolioCommand,
  ListPortfoliosCommand,
  ListPrincipalsForPortfolioCommand,
  ServiceCatalogClient,
} from '@aws-sdk/client-service-catalog';
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listStateMachines } from '../../src/cli/find-execution.ts';
import { findMachine } from '../../src/cli/workflows/machine.ts';
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { repositoryRoot } from '../support/repository.ts';
import { waitMinutes } from '../workflows/support/wait.ts';
import { openEnrolling, safeFixes, type Asked, type Enrolling } from '../workflows/support/enrollment.ts';

/** The policies of the roles of account-enrollment and governance-drift, one a role. */
export function enrollmentPolicyNames(): string[] {
  return ['account-enrollment', 'governance-drift'].flatMap((workflow) => {
    const text = readFileSync(join(repositoryRoot, `statemachines/${workflow}/roles.yml`), 'utf8');
    return [...text.matchAll(/- PolicyName: (.+)/g)].map(([, name]) => name!);
  });
}

interface Account {
  readonly name: string;
  /** Sentinel of the address: one of Account Factory's rarer ways. */
  readonly way?: string;
  readonly existing?: object;
}

const role = { executionRole: true };
const hidden = { accessRole: false, configRecorders: ['eu-west-1'] };
const onlyStackSets = { accessRole: false, roles: ['AWSCloudFormationStackSetExecutionRole'] };

/** Those of the first batch of moves, and of the first that is stopped. */
const lostEvents = [1, 2, 3, 4, 5, 6, 7];

const email = ({ name, way }: Account): string => `a-${name}+${way ?? 'none'}@example.net`;

function organization(
  managementAccount: string,
  atRoot: readonly Account[],
  loose: readonly Account[],
  remediation: boolean,
): string {
  const account = (one: Account): object => ({ name: one.name, email: email(one), existing: one.existing ?? {} });
  return JSON.stringify({
    managementAccount: { email: 'management@example.com', id: managementAccount },
    homeRegion: 'us-east-1',
    governedRegions: ['us-east-1', 'eu-west-1'],
    slots: 2,
    quotas: { 'organizations/accounts': 100 },
    landingZone: { remediationTypes: remediation ? ['INHERITANCE_DRIFT'] : [] },
    accounts: atRoot.map(account),
    ous: [
      { name: 'Governed', registered: true, ous: ['One', 'Two'].map((name) => ({ name, registered: true })) },
      { name: 'Loose', accounts: loose.map(account) },
    ],
    faults: remediation
      ? [{ service: 'aws.controltower', operation: 'UpdateManagedAccount', nth: lostEvents, effect: 'event-lost' }]
      : [],
    policies: [
      {
        name: 'Harmless',
        content: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'chime:*', Resource: '*' }] },
        targets: ['Governed/One'],
      },
    ],
    identityCenter: {
      groups: [{ name: 'Platform' }],
      permissionSets: [{ name: 'AdministratorAccess' }],
    },
  });
}

const ask = (accounts: readonly Account[], flags: object, more: Partial<Asked> = {}): Asked => ({
  file: {
    name: 'accounts.csv',
    bytes: Buffer.from(
      `Account,TargetOu,Access\n${accounts.map((one) => `${email(one)},Governed/One,Platform:AdministratorAccess\n`).join('')}`,
    ),
  },
  flags: { ...flags },
  ...more,
});

const control = 'arn:aws:controltower:us-east-1::control/AWS-GR_ENCRYPTED_VOLUMES';

/** Every call of the runs, and how each run ended: `<status> <succeeded> <failed> <blocked>`. */
export async function takeEnrollmentWays(managementAccount: string): Promise<{ ends: string[]; log: CallLogEntry[] }> {
  const ends: string[] = [];
  const log: CallLogEntry[] = [];
  for (const ways of [throughAccountFactory, throughMoves]) {
    const { enrolling, take } = await ways(managementAccount);
    await take(async (asked) => {
      const { execution, result } = await enrolling.run(asked);
      const { succeeded, failed, blocked } = result.kind === 'rows' ? result.summary : {};
      ends.push([execution.status, succeeded, failed, blocked].filter((part) => part !== undefined).join(' '));
    });
    log.push(...enrolling.local.sandbox.callLog());
    await enrolling.close();
  }
  return { ends, log };
}

interface Ways {
  readonly enrolling: Enrolling;
  take(run: (asked: Asked) => Promise<void>): Promise<void>;
}

async function throughAccountFactory(managementAccount: string): Promise<Ways> {
  const plain: Account[] = [
    { name: 'plain', existing: role },
    { name: 'roleless' },
    { name: 'busy', way: 'busy-once', existing: role },
    { name: 'late', way: 'lost-event', existing: role },
    { name: 'failing', way: 'fail-delivery-channel-once', existing: role },
    { name: 'seen', existing: { ...onlyStackSets, configRecorders: ['us-east-1'] } },
  ];
  const stopped: Account[] = ['one', 'two', 'three'].map((name) => ({
    name: `stopped-${name}`,
    way: name === 'three' ? 'fail-delivery-channel' : 'lost-event',
    existing: role,
  }));
  const slowly: Account = { name: 'slowly', existing: role };
  const pathless: Account = { name: 'pathless', existing: role };
  const reset: Account[] = [{ name: 'reset' }, { name: 'reset-hidden', existing: hidden }];
  const rootReset: Account[] = [{ name: 'root-reset' }, { name: 'root-reset-hidden', existing: hidden }];
  const loose = [...plain, ...stopped, slowly, pathless, ...reset];
  const enrolling = await openEnrolling({ text: organization(managementAccount, rootReset, loose, false) });
  return {
    enrolling,
    async take(run) {
      await run(ask(plain, {}, { dryRun: true }));
      await run(ask([{ name: 'nobody' }], {}));
      await run(ask(plain, { fix: safeFixes, enableControl: [control] }));
      await run(ask([plain[4]!], { fix: ['terminate-failed-products'] }, { approveAs: ['approver'] }));
      await stopAndResume(enrolling, ask(stopped, {}), 'recordId');
      await run(ask(stopped, {}));
      await run(ask([...reset, ...rootReset], { path: 'reset-baseline', allowRoot: true }));
      await takenOver(enrolling, plain[0]!, ask([slowly], {}));
      await run(ask([plain[0]!], {}));
      await waitMinutes(enrolling.local, 25 * 60);
      await withoutLaunchPaths(enrolling, 'start-enrollment');
      await run(ask([pathless], { path: 'service-catalog' }));
    },
  };
}

async function throughMoves(managementAccount: string): Promise<Ways> {
  const loose: Account[] = [
    { name: 'moved' },
    { name: 'hidden', existing: hidden },
    { name: 'only-stack-sets', existing: { ...onlyStackSets, configRecorders: ['us-east-1'] } },
    { name: 'left', existing: { roles: ['aws-controltower-ConfigRecorderRole'] } },
  ];
  const atRoot: Account[] = [{ name: 'root-moved' }, { name: 'root-hidden', existing: hidden }];
  const stopped: Account[] = [{ name: 'stopped-hidden', existing: hidden }];
  const stoppedAtRoot: Account[] = [{ name: 'root-stopped-hidden', existing: hidden }];
  const text = organization(managementAccount, [...atRoot, ...stoppedAtRoot], [...loose, ...stopped], true);
  const enrolling = await openEnrolling({ text });
  return {
    enrolling,
    async take(run) {
      await run(ask([...loose, ...atRoot], { allowRoot: true, fix: safeFixes }));
      for (const accounts of [stopped, stoppedAtRoot]) {
        await stopAndResume(enrolling, ask(accounts, { allowRoot: true }), 'operationId');
        await run(ask(accounts, { allowRoot: true }));
      }
    },
  };
}

/**
 * Starts a batch twice, and stops the children of its accounts while Control Tower works on them; the ledger has lost what it knew by
 * `attribute`. The reconcilers settle the rest within the hours that follow.
 */
async function stopAndResume({ local, start }: Enrolling, asked: Asked, attribute: string): Promise<void> {
  const stepFunctions = new SFNClient(local.sdkConfig('test'));
  const started = [await start(asked), await start(asked)];
  await waitMinutes(local, 4);
  const dynamodb = new DynamoDBClient(local.sdkConfig('test'));
  const TableName = local.stackOutputs['management']!['LedgerTableName']!;
  const { Items } = await dynamodb.send(new ScanCommand({ TableName }));
  const entries = (Items ?? []).filter((item: Record<string, AttributeValue>) => item['state']?.S === 'STARTED');
  for (const { pk, sk, executionArn } of entries) {
    await dynamodb.send(new UpdateItemCommand({ TableName, Key: { pk: pk!, sk: sk! }, UpdateExpression: `REMOVE ${attribute}` }));
    await stepFunctions.send(new StopExecutionCommand({ executionArn: executionArn!.S!, cause: 'an operator' }));
  }
  for (const executionArn of started) await local.run(executionArn);
  await waitMinutes(local, 150);
  for (const client of [stepFunctions, dynamodb]) client.destroy();
}

/** The ledger says that an execution works on an account, which another one of its name has done before. */
async function takenOver({ local, accounts, start }: Enrolling, account: Account, other: Asked): Promise<void> {
  await start(other);
  await waitMinutes(local, 4);
  const stepFunctions = new SFNClient(local.sdkConfig('test'));
  const stateMachineArn = findMachine(await listStateMachines(stepFunctions), 'enroll-account')!.arn;
  const { executions } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
  stepFunctions.destroy();
  const dynamodb = new DynamoDBClient(local.sdkConfig('test'));
  const { Id } = (await accounts()).find(({ Email }) => Email === email(account))!;
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: local.stackOutputs['management']!['LedgerTableName']!,
      Key: { pk: { S: `ENROLLMENT#${Id}` }, sk: { S: 'ENTRY' } },
      UpdateExpression: 'SET #state = :claimed, executionArn = :other',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':claimed': { S: 'CLAIMED' }, ':other': { S: executions![0]!.executionArn! } },
    }),
  );
  dynamodb.destroy();
}

/** Takes a role off Account Factory's portfolio: what it launches afterwards is refused. */
async function withoutLaunchPaths({ local }: Enrolling, name: string): Promise<void> {
  const catalog = new ServiceCatalogClient(local.sdkConfig('test'));
  const { PortfolioDetails } = await catalog.send(new ListPortfoliosCommand({}));
  const PortfolioId = PortfolioDetails![0]!.Id!;
  const { Principals } = await catalog.send(new ListPrincipalsForPortfolioCommand({ PortfolioId }));
  const pattern = new RegExp(name.replace('-', '-?'), 'i');
  for (const { PrincipalARN } of Principals ?? []) {
    if (pattern.test(PrincipalARN!))
      await catalog.send(new DisassociatePrincipalFromPortfolioCommand({ PortfolioId, PrincipalARN }));
  }
  catalog.destroy();
}
