/** account-enrollment in an organization in memory: through the command's own code, the packaged template and the SDK. */
import { ListAccountsCommand, ListParentsCommand, OrganizationsClient, type Account } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportRow } from '../../../handlers/account-enrollment/contract.ts';
import type { Connection } from '../../../src/cli/connection.ts';
import { listStateMachines } from '../../../src/cli/find-execution.ts';
import { accountEnrollment } from '../../../src/cli/workflows/account-enrollment.ts';
import { findMachine } from '../../../src/cli/workflows/machine.ts';
import type { InputFile, StartOptions, WorkflowResult } from '../../../src/cli/workflows/workflow.ts';
import type { LocalOwner } from '../../../src/local/index.ts';
import { openInMemory } from '../../../src/local/testing.ts';
import { enabledBaselineTable } from '../../../src/sandbox/control-tower/rows.ts';
import { repositoryRoot } from '../../support/repository.ts';
import { person } from './approval.ts';

/** An input that is given as JSON; `flags` are the command's. */
export interface Asked extends Partial<StartOptions> {
  readonly file?: InputFile;
  /** People who approve what is asked for; `reject`: somebody rejects it. */
  readonly approveAs?: readonly string[] | 'reject';
}

export interface Enrolling {
  readonly local: LocalOwner;
  readonly connection: Connection;
  /** State-entered events so far: `<execution> <state>`. */
  readonly entered: readonly string[];
  run(asked: Asked): Promise<{ execution: DescribeExecutionOutput; result: WorkflowResult }>;
  /** Starts an execution, which goes on while another one is run. Gives its ARN. */
  start(asked: Asked): Promise<string>;
  /** The report of a dry run. */
  report(asked: Asked): Promise<readonly ReportRow[]>;
  /** Runs a machine by its workflow's name, and gives its output, or its error and cause. */
  execute(workflow: string, input: object, approveAs?: readonly string[]): Promise<unknown>;
  accounts(): Promise<Account[]>;
  parentOf(accountId: string): Promise<string>;
  /** Whether Control Tower governs the account, by its baseline's status. */
  governed(accountId: string): string;
  close(): Promise<void>;
}

/** Opens an organization file's text, or one of examples/organizations by name. */
export async function openEnrolling(organization: { text: string } | { name: string }, seed?: number): Promise<Enrolling> {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-enrollment-'));
  let organizationFile = 'name' in organization ? join(repositoryRoot, 'examples/organizations', organization.name) : '';
  if ('text' in organization) writeFileSync((organizationFile = join(folder, 'organization.yml')), organization.text);
  const local = await openInMemory({
    organizationFile,
    targetsDirectory: join(repositoryRoot, '.serverless'),
    codeDirectory: repositoryRoot,
    callLog: true,
    targets: ['management'],
    ...(seed === undefined ? {} : { seed }),
  }).finally(() => rmSync(folder, { recursive: true }));
  const entered: string[] = [];
  const stopListening = local.onEvent(({ executionArn, event }) => {
    const name = event.stateEnteredEventDetails?.name;
    if (name !== undefined) entered.push(`${executionArn} ${name}`);
  });
  const config = local.sdkConfig('test');
  const stepFunctions = new SFNClient(config);
  const s3 = new S3Client(config);
  const organizations = new OrganizationsClient(config);
  const connection: Connection = {
    where: 'local',
    description: 'test',
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
  const start: Enrolling['start'] = async ({ file, approveAs: _people, ...options }) => {
    const machine = findMachine(await listStateMachines(stepFunctions), 'account-enrollment')!;
    const { input } = await accountEnrollment.prepare(file, { dryRun: false, allOrNothing: false, ...options }, connection);
    started += 1;
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn: machine.arn, name: `batch-${started}`, input: JSON.stringify(input) }),
    );
    return executionArn!;
  };
  const run: Enrolling['run'] = async (asked) => {
    const executionArn = await start(asked);
    const { approveAs } = asked;
    await local.run(executionArn, Array.isArray(approveAs) ? { approvals: { approveAs } } : {});
    if (approveAs === 'reject') {
      const alice = person(local, 'alice');
      for (const { approval } of await alice.pending())
        await alice.decide({ approval, decision: 'REJECTED', reason: 'not those' });
      await local.run(executionArn);
    }
    const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    return { execution, result: await accountEnrollment.result(execution, connection) };
  };
  return {
    local,
    connection,
    entered,
    start,
    run,
    async report(asked) {
      const { result } = await run({ ...asked, dryRun: true });
      if (result.kind !== 'document') throw new Error(JSON.stringify(result));
      return (result.output as { accounts: ReportRow[] }).accounts;
    },
    async execute(workflow, input, approveAs) {
      const { arn } = findMachine(await listStateMachines(stepFunctions), workflow)!;
      started += 1;
      const { executionArn } = await stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn: arn, name: `${workflow}-${started}`, input: JSON.stringify(input) }),
      );
      await local.run(executionArn!, approveAs ? { approvals: { approveAs } } : {});
      const { output, error, cause } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return output === undefined ? { error, cause } : (JSON.parse(output) as unknown);
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
    governed: (accountId) => enabledBaselineTable(local.sandbox.store).get(accountId)?.status ?? 'NOT_ENROLLED',
    async close() {
      stopListening();
      for (const client of [stepFunctions, s3, organizations]) client.destroy();
      await local.close();
    },
  };
}

/** Every fix that is made without asking. */
export const safeFixes = [
  'create-execution-role',
  'delete-config-recorder',
  'delete-delivery-channel',
  'delete-leftover-roles',
  'delete-leftover-stacks',
  'delete-leftover-trails',
];
