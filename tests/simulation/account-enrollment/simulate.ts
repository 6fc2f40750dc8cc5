/** One run of account-enrollment from a seed: the batch with everything that goes wrong, then the same again until nothing is left to do. */
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import { listStateMachines } from '../../../src/cli/find-execution.ts';
import { accountEnrollment } from '../../../src/cli/workflows/account-enrollment.ts';
import { findMachine } from '../../../src/cli/workflows/machine.ts';
import { openEnrolling, type Enrolling } from '../../workflows/support/enrollment.ts';
import { waitMinutes } from '../../workflows/support/wait.ts';
import { again, startExecution } from '../account-vending/again.ts';
import type { SimulationRun, Violation } from '../simulation.ts';
import { atTheEnd } from './invariants.ts';
import { planted } from './planted.ts';
import { describePlan, organizationFile, seededPlan, type OperatorAction, type SeededPlan } from './seeded-plan.ts';

/** The same is started so often at most; faults strike a bounded number of calls, so every account settles before. */
const mostRuns = 6;

/** Minutes after which the reconcilers have settled whatever an execution left: the longest enrollment, and their schedule twice. */
const settlingMinutes = 240;

export async function simulate(seed: number, plant?: string): Promise<SimulationRun> {
  const plan = seededPlan(seed);
  const enrolling = await openEnrolling({ text: organizationFile(plan) });
  const { local } = enrolling;
  try {
    const digest = createHash('sha256');
    local.onEvent((event) => void digest.update(JSON.stringify(event)));
    const { runs, reported, reasons } = await runBatches(enrolling, plan, plant);
    await waitMinutes(local, settlingMinutes);
    await planted.get(plant ?? '')?.atTheEnd?.(local, plan);
    const violations: Violation[] = atTheEnd(local.sandbox.store, plan, reported);
    const enrolled = plan.accounts.filter(({ id }) => enrolling.governed(id) === 'SUCCEEDED').length;
    return {
      seed,
      plan: describePlan(plan),
      digest: digest.digest('hex'),
      outcome: `${enrolled} of ${plan.accounts.length} enrolled by ${plan.path} after ${runs} runs, ${new Date(local.now()).toISOString()}`,
      items: plan.accounts.map(({ id, name }) =>
        `${name} ${reported.get(id) ?? 'no outcome'} ${enrolling.governed(id)} ${reasons.get(id) ?? ''}`.trim(),
      ),
      violations,
    };
  } finally {
    await enrolling.close();
  }
}

async function runBatches(
  { local, connection }: Enrolling,
  plan: SeededPlan,
  plant: string | undefined,
): Promise<{ runs: number; reported: ReadonlyMap<string, string>; reasons: ReadonlyMap<string, string> }> {
  const stepFunctions = new SFNClient(local.sdkConfig('simulation'));
  try {
    const machines = await listStateMachines(stepFunctions);
    const [batch, account] = ['account-enrollment', 'enroll-account'].map((name) => findMachine(machines, name)!.arn);
    const input = JSON.stringify({
      accounts: plan.accounts.map(({ id, targetOu }) => ({ account: id, targetOu })),
      allowRoot: true,
      path: plan.path,
      ...(plan.settles ? { fix: ['terminate-failed-products'] } : {}),
    });
    const start = (name: string): Promise<string> => startExecution(stepFunctions, { stateMachineArn: batch!, name, input });
    const reported = new Map<string, string>();
    const reasons = new Map<string, string>();
    const plants = planted.get(plant ?? '');
    let runs = 0;
    const watching: (() => void)[] = [];
    for (let before = ''; runs < mostRuns;) {
      runs += 1;
      const executionArn = await start(`run-${runs}`);
      if (runs === 1) {
        const actions = [...plan.actions, ...(plants?.actions ?? [])].sort((one, other) => one.atMinute - other.atMinute);
        for (const action of actions.filter(({ kind }) => kind === 'stop-at-state')) watching.push(stopAtState(local, action));
        let minute = 0;
        for (const action of actions) {
          if (action.atMinute > minute) await waitMinutes(local, action.atMinute - minute);
          minute = Math.max(minute, action.atMinute);
          await act(local, stepFunctions, action, { batchExecution: executionArn, account: account!, start });
        }
      }
      for (const machine of [batch!, account!]) await finish(local, stepFunctions, machine);
      for (const forget of watching.splice(0)) forget();
      await waitMinutes(local, settlingMinutes);
      const execution = await again(() => stepFunctions.send(new DescribeExecutionCommand({ executionArn })));
      const result = await accountEnrollment.result(execution, connection);
      for (const { accountId, status, errorMsg } of result.kind === 'rows' ? result.rows : []) {
        reported.set(accountId!, status);
        reasons.set(accountId!, errorMsg ?? '');
      }
      /* Faults are bounded: when two runs say the same, a third would too. */
      const now = JSON.stringify([...reported]);
      if (plants?.startsOnlyOnce || (now === before && reported.size > 0 && !now.includes('IN_PROGRESS'))) break;
      before = now;
    }
    return { runs, reported, reasons };
  } finally {
    stepFunctions.destroy();
  }
}

interface Concerned {
  readonly batchExecution: string;
  readonly account: string;
  start(name: string): Promise<string>;
}

async function act(
  local: Enrolling['local'],
  stepFunctions: SFNClient,
  { kind, atMinute, index }: OperatorAction,
  { batchExecution, account, start }: Concerned,
): Promise<void> {
  if (kind === 'start-second-batch') await start(`second-${atMinute}-${index}`);
  if (kind === 'stop-batch') await stop(stepFunctions, batchExecution);
  if (kind === 'stop-account') {
    const running = await again(() =>
      stepFunctions.send(new ListExecutionsCommand({ stateMachineArn: account, statusFilter: 'RUNNING' })),
    );
    const executions = running.executions ?? [];
    if (executions.length > 0) await stop(stepFunctions, executions[index % executions.length]!.executionArn!);
  }
  if (kind === 'empty-limiters') await emptyLimiters(local);
}

/** The execution of enroll-account that enters the state as the one of that index is stopped before anything else happens. */
function stopAtState(local: Enrolling['local'], { state, index }: OperatorAction): () => void {
  let before = 0;
  const forget = local.onEvent(({ executionArn, event }) => {
    if (!executionArn.includes('-enroll-account:') || event.stateEnteredEventDetails?.name !== state) return;
    before += 1;
    if (before <= index) return;
    forget();
    local.clock.setTimer(
      local.clock.now(),
      () => void local.engine.stop({ executionArn, error: 'Stopped', cause: 'an operator' }),
    );
  });
  return forget;
}

async function stop(stepFunctions: SFNClient, executionArn: string): Promise<void> {
  await again(() => stepFunctions.send(new StopExecutionCommand({ executionArn, cause: 'an operator' })));
}

/** The limiters' queues stay; those who hold slots are forgotten. */
async function emptyLimiters(local: Enrolling['local']): Promise<void> {
  const dynamodb = new DynamoDBClient(local.sdkConfig('operator'));
  const TableName = local.stackOutputs['management']!['LedgerTableName']!;
  const { Items } = await again(() => dynamodb.send(new ScanCommand({ TableName })));
  for (const { pk, sk } of Items ?? []) {
    if (!pk?.S?.startsWith('LIMITER#') || sk?.S !== 'STATE') continue;
    await again(() =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk, sk },
          UpdateExpression: 'SET holders = :none ADD #version :one',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':none': { M: {} }, ':one': { N: '1' } },
        }),
      ),
    );
  }
  dynamodb.destroy();
}

/** Lets every execution of a machine end. */
async function finish(local: Enrolling['local'], stepFunctions: SFNClient, stateMachineArn: string): Promise<void> {
  for (;;) {
    const { executions } = await again(() =>
      stepFunctions.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' })),
    );
    const [next] = executions ?? [];
    if (!next) return;
    const ended = await local.run(next.executionArn!, { approvals: { approveAs: ['approver'] } });
    if (ended !== 'closed') throw new Error(`${next.executionArn} never ends: nothing can happen any more`);
  }
}
