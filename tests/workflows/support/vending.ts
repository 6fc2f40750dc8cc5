/** account-vending in an organization in memory: batches go through the command's own code, the packaged template and the SDK. */
import {
  ListAccountAssignmentsCommand,
  ListInstancesCommand,
  ListPermissionSetsCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { ListAccountsCommand, ListParentsCommand, OrganizationsClient, type Account } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { ListRecordHistoryCommand, ServiceCatalogClient, type RecordDetail } from '@aws-sdk/client-service-catalog';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { join } from 'node:path';
import type { Connection } from '../../../src/cli/connection.ts';
import { listStateMachines } from '../../../src/cli/find-execution.ts';
import { accountVending } from '../../../src/cli/workflows/account-vending.ts';
import { findMachine } from '../../../src/cli/workflows/machine.ts';
import type { StartOptions, WorkflowResult } from '../../../src/cli/workflows/workflow.ts';
import type { LocalOwner } from '../../../src/local/index.ts';
import type { RunOptions } from '../../../src/local/local.ts';
import { openInMemory } from '../../../src/local/testing.ts';
import { repositoryRoot } from '../../support/repository.ts';

export interface Vending {
  readonly local: LocalOwner;
  /** Every history event so far, one JSON document a line. */
  readonly events: readonly string[];
  /** Vends a batch and waits for its end. */
  run(
    bytes: Uint8Array,
    options?: Partial<StartOptions>,
    approvals?: RunOptions['approvals'],
  ): Promise<{ execution: DescribeExecutionOutput; result: WorkflowResult }>;
  accounts(): Promise<Account[]>;
  /** Id of the unit that an account is in. */
  parentOf(accountId: string): Promise<string>;
  /** Every record of Service Catalog: one for each launch, update or termination. */
  records(): Promise<RecordDetail[]>;
  /** How many groups and users have a permission set in an account. */
  assignments(accountId: string): Promise<number>;
  close(): Promise<void>;
}

/** Opens an organization of examples/organizations. */
export async function openVending(organization: string, seed?: number): Promise<Vending> {
  const local = await openInMemory({
    organizationFile: join(repositoryRoot, 'examples/organizations', organization),
    targetsDirectory: join(repositoryRoot, '.serverless'),
    codeDirectory: repositoryRoot,
    callLog: true,
    ...(seed === undefined ? {} : { seed }),
  });
  const events: string[] = [];
  const stopListening = local.onEvent((event) => events.push(JSON.stringify(event)));
  const config = local.sdkConfig('test');
  const stepFunctions = new SFNClient(config);
  const s3 = new S3Client(config);
  const organizations = new OrganizationsClient(config);
  const serviceCatalog = new ServiceCatalogClient(config);
  const ssoAdmin = new SSOAdminClient(config);
  const connection: Connection = {
    where: 'local',
    description: organization,
    origin: { kind: 'local-simulation', organization: 'test' },
    stepFunctions,
    everywhere: [stepFunctions],
    stepFunctionsOf: () => stepFunctions,
    clientOf: (constructor) => new constructor(local.sdkConfig('test') as never),
    s3,
    executionFolder: (name) => name,
    output: async (name) => local.stackOutputs.management![name]!,
    now: () => local.now(),
    caller: 'test',
    approvalUrls: () => Promise.resolve([]),
    waitFor: (executionArn) => local.run(executionArn),
    close: () => local.close(),
  };
  let started = 0;
  return {
    local,
    events,
    async run(bytes, options = {}, approvals = 'hold') {
      const machine = findMachine(await listStateMachines(stepFunctions), 'account-vending')!;
      const { input } = await accountVending.prepare(
        { name: 'batch.csv', bytes },
        { dryRun: false, allOrNothing: false, ...options },
        connection,
      );
      started += 1;
      const { executionArn } = await stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn: machine.arn, name: `batch-${started}`, input: JSON.stringify(input) }),
      );
      if ((await local.run(executionArn!, { approvals })) !== 'closed') throw new Error('the batch waits for a person');
      const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return { execution, result: await accountVending.result(execution, connection) };
    },
    async accounts() {
      const accounts: Account[] = [];
      let NextToken: string | undefined;
      do {
        const page = await organizations.send(new ListAccountsCommand({ NextToken }));
        accounts.push(...(page.Accounts ?? []));
        NextToken = page.NextToken;
      } while (NextToken);
      return accounts;
    },
    async parentOf(accountId) {
      const { Parents } = await organizations.send(new ListParentsCommand({ ChildId: accountId }));
      return Parents![0]!.Id!;
    },
    async records() {
      const records: RecordDetail[] = [];
      let PageToken: string | undefined;
      do {
        const page = await serviceCatalog.send(
          new ListRecordHistoryCommand({ AccessLevelFilter: { Key: 'Account', Value: 'self' }, PageToken }),
        );
        records.push(...(page.RecordDetails ?? []));
        PageToken = page.NextPageToken;
      } while (PageToken);
      return records;
    },
    async assignments(accountId) {
      const { Instances } = await ssoAdmin.send(new ListInstancesCommand({}));
      const InstanceArn = Instances![0]!.InstanceArn!;
      const { PermissionSets } = await ssoAdmin.send(new ListPermissionSetsCommand({ InstanceArn, MaxResults: 100 }));
      const lists = await Promise.all(
        PermissionSets!.map((PermissionSetArn) =>
          ssoAdmin.send(new ListAccountAssignmentsCommand({ InstanceArn, AccountId: accountId, PermissionSetArn })),
        ),
      );
      return lists.flatMap(({ AccountAssignments }) => AccountAssignments ?? []).length;
    },
    async close() {
      stopListening();
      for (const client of [stepFunctions, s3, organizations, serviceCatalog, ssoAdmin]) client.destroy();
      await local.close();
    },
  };
}

/** The most launches that Service Catalog had under way at the same time. */
export function mostAtOnce(records: readonly RecordDetail[]): number {
  const changes = records
    .flatMap(({ CreatedTime, UpdatedTime }) => [
      { at: CreatedTime!.getTime(), change: 1 },
      { at: UpdatedTime!.getTime(), change: -1 },
    ])
    .sort((one, other) => one.at - other.at || one.change - other.change);
  let now = 0;
  let most = 0;
  for (const { change } of changes) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}
