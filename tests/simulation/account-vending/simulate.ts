/** One run of account-vending from a seed: the batch with everything that goes wrong, then the same file until nothing is left to do. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Connection } from '../../../src/cli/connection.ts';
import { listStateMachines } from '../../../src/cli/find-execution.ts';
import { accountVending } from '../../../src/cli/workflows/account-vending.ts';
import { findMachine } from '../../../src/cli/workflows/machine.ts';
import type { LocalOwner } from '../../../src/local/index.ts';
import { openInMemory } from '../../../src/local/testing.ts';
import { repositoryRoot } from '../../support/repository.ts';
import type { SimulationRun, Violation } from '../simulation.ts';
import { atTheEnd, noneWaitedLong, whileRunning, type RowOutcome } from './invariants.ts';
import { leftOver, unapprovedTerminations } from './left-overs.ts';
import { ledgerEntries } from './ledger-entries.ts';
import { startOperators } from './operators.ts';
import { accountNames, batchFile, organizationFile } from './organization.ts';
import { planted } from './planted.ts';
import { again, startExecution } from './again.ts';
import { describePlan, seededPlan, type SeededPlan } from './seeded-plan.ts';

/** Terminations of failed products are approved, by somebody else than who started the batch. */
const people = { approvals: { approveAs: ['approver'] } } as const;

/** The same file is started so often at most; faults strike a bounded number of calls, so every row settles before. */
const mostRuns = 6;

export async function simulate(seed: number, plant?: string): Promise<SimulationRun> {
  const plan = seededPlan(seed);
  const local = await open(plan);
  try {
    const names = new Set(accountNames(plan));
    const digest = createHash('sha256');
    const violations = new Map<string, Violation>();
    const beganAt = local.now();
    const note = (found: readonly Violation[]): void => {
      for (const violation of found) {
        const key = `${violation.invariant}: ${violation.what}`;
        if (!violations.has(key)) violations.set(key, { ...violation, what: `${violation.what} (${time(local.now())})` });
      }
    };
    local.onEvent((event) => {
      digest.update(JSON.stringify(event));
      note(whileRunning(local.sandbox.store, names, plan.slots));
    });
    const { runs, reported } = await runBatches(local, plan, plant);
    note(whileRunning(local.sandbox.store, names, plan.slots));
    note(noneWaitedLong(beganAt, local.now()));
    note(leftOver(local.sandbox.store));
    note(unapprovedTerminations(local.sandbox.store, names));
    note(atTheEnd(local.sandbox.store, [...names], ledgerEntries(local.sandbox.store), reported));
    const outcomes = [...reported.values()];
    const succeeded = outcomes.filter(({ status }) => status === 'SUCCEEDED').length;
    return {
      seed,
      plan: describePlan(plan),
      digest: digest.digest('hex'),
      outcome: `${succeeded} of ${names.size} vended after ${runs} runs, ${time(local.now())}`,
      items: outcomes.map(({ accountName, status, errorMsg }) => `${accountName} ${status}${errorMsg ? `: ${errorMsg}` : ''}`),
      violations: [...violations.values()],
    };
  } finally {
    await local.close();
  }
}

/** Runs the batch, then the same file again until every row has an end. */
async function runBatches(
  local: LocalOwner,
  plan: SeededPlan,
  plant: string | undefined,
): Promise<{ runs: number; reported: ReadonlyMap<string, RowOutcome> }> {
  const config = local.sdkConfig('simulation');
  const stepFunctions = new SFNClient(config);
  const s3 = new S3Client(config);
  try {
    const machines = await listStateMachines(stepFunctions);
    const batchMachineArn = findMachine(machines, 'account-vending')!.arn;
    const accountMachineArn = findMachine(machines, 'vend-account')!.arn;
    const connection = connectionTo(local, stepFunctions, s3);
    const file = { name: 'batch.csv', bytes: batchFile(plan) };
    const { input } = await again(() => accountVending.prepare(file, { dryRun: false, allOrNothing: false }, connection));
    const start = (run: number): Promise<string> =>
      startExecution(stepFunctions, { stateMachineArn: batchMachineArn, name: `run-${run}`, input: JSON.stringify(input) });
    const reported = new Map<string, RowOutcome>();
    let runs = 0;
    for (let before = ''; runs < mostRuns;) {
      runs += 1;
      const batchExecutionArn = await start(runs);
      if (runs === 1) {
        const targets = { batchMachineArn, accountMachineArn, batchExecutionArn, batchInput: JSON.stringify(input) };
        const operators = await startOperators(local, [...plan.actions, ...(planted.get(plant ?? '')?.actions ?? [])], targets);
        await local.run(batchExecutionArn, people);
        await local.run(operators, people);
      } else await local.run(batchExecutionArn, people);
      for (const machine of [batchMachineArn, accountMachineArn]) await finish(local, stepFunctions, machine);
      const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: batchExecutionArn }));
      const result = await accountVending.result(execution, connection);
      if (result.kind === 'rows') for (const row of result.rows) reported.set(row.accountName, row);
      /* Faults are bounded: when two runs say the same, a third would too. */
      const now = JSON.stringify([...reported.values()].map(({ accountName, status }) => [accountName, status]));
      if (planted.get(plant ?? '')?.startsOnlyOnce || (now === before && !now.includes('IN_PROGRESS'))) break;
      before = now;
    }
    /* An hour in which every event is delivered and the schedules run. */
    const nobody = { batchMachineArn, accountMachineArn, batchExecutionArn: '', batchInput: '' };
    const anHour = [{ kind: 'stop-batch', afterMinutes: 60, index: 0 }] as const;
    await local.run(await startOperators(local, anHour, nobody, 'an-hour-later'));
    await planted.get(plant ?? '')?.atTheEnd?.(local, plan);
    return { runs, reported };
  } finally {
    stepFunctions.destroy();
    s3.destroy();
  }
}

/** Lets every execution of a machine end. */
async function finish(local: LocalOwner, stepFunctions: SFNClient, stateMachineArn: string): Promise<void> {
  for (;;) {
    const { executions } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    const [next] = executions ?? [];
    if (!next) return;
    if ((await local.run(next.executionArn!, people)) !== 'closed')
      throw new Error(`${next.executionArn} never ends: nothing can happen any more`);
  }
}

async function open(plan: SeededPlan): Promise<LocalOwner> {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-simulation-'));
  try {
    const file = join(folder, 'simulation.yml');
    writeFileSync(file, organizationFile(plan));
    return await openInMemory({
      organizationFile: file,
      targetsDirectory: join(repositoryRoot, '.serverless'),
      codeDirectory: repositoryRoot,
      targets: ['management'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function connectionTo(local: LocalOwner, stepFunctions: SFNClient, s3: S3Client): Connection {
  return {
    where: 'local',
    description: 'simulation',
    origin: { kind: 'local-simulation', organization: 'test' },
    stepFunctions,
    everywhere: [stepFunctions],
    stepFunctionsOf: () => stepFunctions,
    clientOf: (constructor) => new constructor(local.sdkConfig('test') as never),
    s3,
    executionFolder: (name) => name,
    output: async (name) => local.stackOutputs['management']![name]!,
    now: () => local.now(),
    caller: 'test',
    approvalUrls: () => Promise.resolve([]),
    waitFor: (executionArn) => local.run(executionArn),
    close: async () => undefined,
  };
}

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
