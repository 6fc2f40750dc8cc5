/** dr-drill in an organization in memory: drills through the packaged templates and the SDK, and what they left behind. */
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  type DescribeExecutionOutput,
} from '@aws-sdk/client-sfn';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { drillInput, type DrillInput } from '../../../handlers/dr-drill/contract.ts';
import type { DrillReport } from '../../../handlers/dr-drill/report/report.ts';
import { listStateMachines } from '../../../src/cli/find-execution.ts';
import { findMachine } from '../../../src/cli/workflows/machine.ts';
import type { LocalOwner } from '../../../src/local/index.ts';
import { openInMemory } from '../../../src/local/testing.ts';
import {
  accountTable,
  organizationalUnitTable,
  policyAttachmentTable,
  policyTable,
} from '../../../src/sandbox/organizations/rows.ts';
import { schedules } from '../../../src/sandbox/scheduler/rows.ts';
import { repositoryRoot } from '../../support/repository.ts';

const read = (file: string): object => parse(readFileSync(join(repositoryRoot, file), 'utf8')) as object;

/** The example's input; `changes` are members of it. */
export function input(changes: object = {}): DrillInput {
  return drillInput.parse({ ...read('examples/drill-eu-west-1.yml'), ...changes });
}

export interface Ended {
  readonly execution: DescribeExecutionOutput;
  /** Output or cause, parsed where it is JSON. */
  readonly result: {
    readonly verdict?: string;
    readonly reason?: string;
    readonly blockers?: readonly { code: string; message: string }[];
  };
  readonly report?: DrillReport;
}

export interface Drilling {
  readonly local: LocalOwner;
  /** Starts a drill; nothing has happened yet. */
  start(what?: object, name?: string): Promise<string>;
  /** Runs it to its end, approved at once. */
  run(executionArn: string): Promise<Ended>;
  /** Runs whatever janitor is under way. */
  runJanitors(): Promise<void>;
  /** Ids of an account by name and of a unit by path. */
  accountOf(name: string): string;
  unitId(path: string): string;
  /** ARN of the execution of a drill by its name. */
  executionArn(name: string): Promise<string>;
  /** Target and role of some schedule that is there. */
  anySchedule(): { targetArn: string; roleArn: string };
  /** Lets time pass; `approveAs` give every approval that is asked for meanwhile. */
  passMinutes(minutes: number, approveAs?: readonly string[]): Promise<void>;
  /** Everything of drills that is there now. */
  residue(): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens the organization `small`; `changes` are members of its file, or make a file of it. */
export async function openDrilling(
  changes: object | ((organization: Record<string, unknown>) => object) = {},
  options: { seed?: number; callLog?: boolean; targets?: string[] } = {},
): Promise<Drilling> {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-drill-'));
  let local: LocalOwner;
  try {
    const small = read('examples/organizations/small.yml') as Record<string, unknown>;
    const organizationFile = join(folder, 'small.yml');
    writeFileSync(organizationFile, stringify(typeof changes === 'function' ? changes(small) : { ...small, ...changes }));
    local = await openInMemory({
      organizationFile,
      targetsDirectory: join(repositoryRoot, '.serverless'),
      codeDirectory: repositoryRoot,
      targets: options.targets ?? ['management', 'drill-member'],
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      callLog: options.callLog ?? false,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
  const config = local.sdkConfig('test');
  const stepFunctions = new SFNClient(config);
  const s3 = new S3Client(config);
  const dynamodb = new DynamoDBClient(config);
  const machines = await listStateMachines(stepFunctions);
  const machine = (name: string): string => findMachine(machines, name)!.arn;
  const waiter = await addMachine(local, local, 'waiter', {
    Wait: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', End: true },
  });
  let waits = 0;
  const runJanitors = async (): Promise<void> => {
    for (;;) {
      const { executions } = await stepFunctions.send(
        new ListExecutionsCommand({ stateMachineArn: machine('drill-janitor'), statusFilter: 'RUNNING' }),
      );
      if (executions!.length === 0) return;
      await local.run(executions![0]!.executionArn!);
    }
  };
  return {
    local,
    async start(what = {}, name = 'drill') {
      const { executionArn } = await stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn: machine('dr-drill'), name, input: JSON.stringify(input(what)) }),
      );
      return executionArn!;
    },
    async run(executionArn) {
      await local.run(executionArn, { approvals: { approveAs: ['ana', 'ben', 'sam'] } });
      await runJanitors();
      const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      const result = parsed(execution.output ?? execution.cause) as Ended['result'] & {
        bucket?: string;
        files?: { json: string };
      };
      if (!result.files) return { execution, result };
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: result.bucket, Key: result.files.json }));
      return { execution, result, report: JSON.parse(await Body!.transformToString()) as DrillReport };
    },
    runJanitors,
    accountOf: (name) => [...accountTable(local.sandbox.store).values()].find((account) => account.name === name)!.id,
    unitId: (path) =>
      [...organizationalUnitTable(local.sandbox.store).values()].find(({ name }) => name === path.split('/').at(-1))!.id,
    executionArn: async (name) => machine('dr-drill').replace(':stateMachine:', ':execution:') + `:${name}`,
    anySchedule() {
      const { target } = [...schedules(local.sandbox.store).values()][0]!;
      return { targetArn: target.Arn!, roleArn: target.RoleArn! };
    },
    async passMinutes(minutes, approveAs) {
      waits += 1;
      const { executionArn } = await stepFunctions.send(
        new StartExecutionCommand({
          stateMachineArn: waiter,
          name: `wait-${waits}`,
          input: JSON.stringify({ seconds: minutes * 60 }),
        }),
      );
      await local.run(executionArn!, approveAs === undefined ? {} : { approvals: { approveAs } });
    },
    async residue() {
      const { store } = local.sandbox;
      const policies = [...policyTable(store).values()].filter(({ name }) => name.startsWith('groundcrew-drill-'));
      const attached = [...policyAttachmentTable(store).values()].filter(({ policyId }) =>
        policies.some(({ id }) => id === policyId),
      );
      const TableName = local.stackOutputs['management']!['LedgerTableName']!;
      const items = async (pk: string): Promise<Record<string, { S?: string }>[]> => {
        const KeyConditionExpression = 'pk = :pk';
        const ExpressionAttributeValues = { ':pk': { S: pk } };
        const { Items } = await dynamodb.send(new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues }));
        return (Items ?? []) as Record<string, { S?: string }>[];
      };
      return [
        ...policies.map(({ name }) => `policy ${name}`),
        ...attached.map(({ targetId }) => `attached to ${targetId}`),
        ...[...schedules(store).values()]
          .filter(({ name }) => name.startsWith('groundcrew-drill-'))
          .map(({ arn }) => `schedule ${arn}`),
        ...(await items('DRILL')).filter(({ sk }) => sk!.S === 'LOCK').map(() => 'lock'),
        ...(await items('DRILL')).filter(({ state }) => state && state.S !== 'ENDED').map(({ state }) => `drill ${state!.S}`),
        ...(await items('INTERLOCK#ARMED')).map(() => 'interlock'),
      ];
    },
    async close() {
      for (const client of [stepFunctions, s3, dynamodb]) client.destroy();
      await local.close();
    },
  };
}

function parsed(text: string | undefined): object {
  try {
    return JSON.parse(text ?? '{}') as object;
  } catch {
    return {};
  }
}

/** Makes a machine whose role may do everything; its first state is the first of `states`. Gives its ARN. */
export async function addMachine(
  local: LocalOwner,
  { account, region }: { readonly account: string; readonly region: string },
  name: string,
  states: Readonly<Record<string, object>>,
): Promise<string> {
  const config = local.sdkConfig('test', { account, region });
  const iam = new IAMClient(config);
  const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: 'everything', PolicyDocument: JSON.stringify(everything) }),
  );
  iam.destroy();
  const stepFunctions = new SFNClient(config);
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  const { stateMachineArn } = await stepFunctions.send(new CreateStateMachineCommand({ name, roleArn: Role!.Arn, definition }));
  stepFunctions.destroy();
  return stateMachineArn!;
}
