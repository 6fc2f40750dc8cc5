/** account-closure in an organization in memory. Its schedules are taken away: days pass at once then. */
import {
  DescribeAccountCommand,
  EnableAWSServiceAccessCommand,
  MoveAccountCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import { DeleteScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Results, WorkflowInput } from '../../../handlers/account-closure/contract.ts';
import { listStateMachines } from '../../../src/cli/find-execution.ts';
import { findMachine } from '../../../src/cli/workflows/machine.ts';
import { organizationalUnitTable } from '../../../src/sandbox/organizations/rows.ts';
import { openEnrolling, type Enrolling } from './enrollment.ts';
import { person } from './approval.ts';

export type Input = Partial<WorkflowInput> & { readonly accounts: string[] };

export interface Closing extends Enrolling {
  /** Starts it, and gives the answer to what it asks. Returns its ARN; it goes on while time passes. */
  begin(input: Input, answer?: 'approve' | 'reject'): Promise<string>;
  /** Lets it end, and gives its output, or its error and cause. */
  end(executionArn: string): Promise<unknown>;
  finish(input: Input): Promise<Results>;
  /** Stops every close-account that runs. */
  stopChildren(): Promise<void>;
  status(accountId: string): Promise<string>;
  /** Name of the OU that holds it, or `the root`. */
  unitOf(accountId: string): Promise<string>;
  move(accountId: string, unit: string): Promise<void>;
  delegate(accountId: string, service: string): Promise<void>;
}

const ids = (name: string): string => {
  const place = names.indexOf(name);
  if (place < 0) throw new Error(`no account is called ${name}`);
  return String(500_000_000_001 + place);
};
const names: string[] = [];

/** Id of an account of the organization by its name. */
export const idOf = ids;

/** Two governed accounts and the landing zone's own, some that nobody governs, one that is closed, and a quarantine OU. */
export function closingOrganization(more: readonly string[] = [], remediationTypes: readonly string[] = []): string {
  names.length = 0;
  const account = (name: string, also: object = {}): object => {
    names.push(name);
    return { name, id: ids(name), email: `${name.toLowerCase().replace(' ', '-')}@example.net`, ...also };
  };
  return JSON.stringify({
    seed: 9,
    managementAccount: { email: 'management@example.com', id: '100000000000' },
    homeRegion: 'us-east-1',
    governedRegions: ['us-east-1'],
    slots: 5,
    quotas: { 'organizations/accounts': 100 },
    landingZone: { remediationTypes },
    accounts: [account('at-root')],
    ous: [
      { name: 'Security', registered: true, accounts: [account('Log Archive'), account('Audit')] },
      { name: 'Governed', registered: true, accounts: [account('governed')] },
      {
        name: 'Loose',
        accounts: [
          account('to-enroll', { existing: { executionRole: true } }),
          account('loose'),
          account('other'),
          account('closed', { status: 'SUSPENDED' }),
          ...more.map((name) => account(name)),
        ],
      },
      { name: 'Quarantine' },
      { name: 'Open' },
    ],
    policies: [
      {
        name: 'deny-everything',
        content: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'NobodyDoesAnything',
              Effect: 'Deny',
              Action: '*',
              Resource: '*',
              Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/AWSControlTowerExecution' } },
            },
          ],
        },
        targets: ['Quarantine'],
      },
    ],
  });
}

export async function openClosing(text: string): Promise<Closing> {
  const enrolling = await openEnrolling({ text });
  const { local } = enrolling;
  const config = local.sdkConfig('test');
  const stepFunctions = new SFNClient(config);
  const organizations = new OrganizationsClient(config);
  const scheduler = new SchedulerClient(config);
  const { Schedules } = await scheduler.send(new ListSchedulesCommand({}));
  for (const { Name, GroupName } of Schedules ?? []) await scheduler.send(new DeleteScheduleCommand({ Name, GroupName }));
  scheduler.destroy();
  const machines = await listStateMachines(stepFunctions);
  let started = 0;
  const begin: Closing['begin'] = async (input, answer = 'approve') => {
    started += 1;
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: findMachine(machines, 'account-closure')!.arn,
        name: `closure-${started}`,
        input: JSON.stringify(input),
      }),
    );
    if (input.dryRun || input.cancel) return executionArn!;
    await local.run(executionArn!);
    for (const name of ['alice', 'bob'].slice(0, answer === 'reject' ? 1 : (input.people ?? 2))) {
      for (const { approval } of await person(local, name).pending())
        await person(local, name).decide({ approval, decision: answer === 'reject' ? 'REJECTED' : 'APPROVED', reason: 'seen' });
    }
    return executionArn!;
  };
  const end: Closing['end'] = async (executionArn) => {
    await local.run(executionArn);
    const { output, error, cause } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    return output === undefined ? { error, cause } : (JSON.parse(output) as unknown);
  };
  const unitId = (name: string): string =>
    [...organizationalUnitTable(local.sandbox.store).values()].find((unit) => unit.name === name)!.id;
  return {
    ...enrolling,
    begin,
    end,
    finish: async (input) => (await end(await begin(input))) as Results,
    async stopChildren() {
      const stateMachineArn = findMachine(machines, 'close-account')!.arn;
      const { executions } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
      for (const { executionArn } of executions ?? [])
        await stepFunctions.send(new StopExecutionCommand({ executionArn, cause: 'an operator' }));
    },
    async status(accountId) {
      const { Account } = await organizations.send(new DescribeAccountCommand({ AccountId: accountId }));
      return Account!.Status!;
    },
    async unitOf(accountId) {
      const parent = await enrolling.parentOf(accountId);
      return organizationalUnitTable(local.sandbox.store).get(parent)?.name ?? 'the root';
    },
    async move(accountId, unit) {
      await organizations.send(
        new MoveAccountCommand({
          AccountId: accountId,
          SourceParentId: await enrolling.parentOf(accountId),
          DestinationParentId: unitId(unit),
        }),
      );
    },
    async delegate(accountId, service) {
      await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: service }));
      await organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId: accountId, ServicePrincipal: service }));
    },
    async close() {
      for (const one of [stepFunctions, organizations]) one.destroy();
      await enrolling.close();
    },
  };
}
