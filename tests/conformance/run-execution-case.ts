import type { Json } from '../../src/engine/json.ts';
import type { EngineExecution } from '../../src/engine/api/index.ts';
import { Comparison } from './compare.ts';
import type { JsonObject, RecordedCase } from './corpus.ts';
import { agreeByLine, ranConcurrently } from './concurrent.ts';
import { dropLaterMembers } from './later-members.ts';
import { hiddenLeaves, maskAnswer } from './mask.ts';
import { reorderParallel, sortAnonymous, wasReordered } from './parallel.ts';
import { recordedInput } from './recorded-input.ts';
import { asOfRecording } from './since-recorded.ts';
import type { CaseResult, Marks } from './score.ts';
import { createSubject } from './subject.ts';
import type { Subject } from './subject.ts';

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** Runs one recorded execution on an engine of its own and compares how it ended and every event of it. */
export async function runExecutionCase(recorded: RecordedCase): Promise<CaseResult> {
  const subject = createSubject(recorded);
  if (recorded.kind !== 'sync_execution') return compare(recorded, await runRecorded(recorded, subject));
  const input = recordedInput(recorded);
  return compareSync(recorded, await startSync(subject, { stateMachineArn: await createMachines(recorded, subject), input }));
}

/** The execution as it ended on the engine: the recorded definition with the recorded input and answers of services. */
export async function runRecorded(recorded: RecordedCase, subject = createSubject(recorded)): Promise<EngineExecution> {
  const { api } = subject;
  const stateMachineArn = await createMachines(recorded, subject);
  void work(recorded, subject);
  const { executionArn = '' } = await api.handle('StartExecution', {
    stateMachineArn,
    input: recordedInput(recorded),
    name: lastPart(recorded.execution_arn ?? 'execution'),
  });
  const current = (): EngineExecution => subject.engine.execution(String(executionArn)) as EngineExecution;
  await subject.settle(() => current().status !== 'RUNNING');
  return current();
}

/** Creates the machine, and those that it starts; returns its ARN. */
async function createMachines(recorded: RecordedCase, { api }: Subject): Promise<string> {
  for (const { arn, definition, type } of recorded.other_machines ?? []) {
    await api.handle('CreateStateMachine', {
      name: lastPart(arn),
      definition: JSON.stringify(definition),
      roleArn: recorded.role_arn ?? '',
      type,
    });
  }
  const { stateMachineArn = '' } = await api.handle('CreateStateMachine', {
    name: lastPart(recorded.state_machine_arn ?? 'machine'),
    definition: recorded.definition_text ?? '',
    roleArn: recorded.role_arn ?? '',
    type: recorded.machine_type ?? 'STANDARD',
  });
  return String(stateMachineArn);
}

async function startSync({ api, settle }: Subject, input: JsonObject): Promise<JsonObject> {
  let ended = false;
  const started = api.handle('StartSyncExecution', input).finally(() => (ended = true));
  started.catch(() => undefined);
  await settle(() => ended);
  if (!ended) throw new Error('StartSyncExecution did not answer');
  return started;
}

/** Does the activity workers' part: polls the activity of the definition and answers as recorded. */
async function work(recorded: RecordedCase, { api, engine, clock }: Subject): Promise<void> {
  if (recorded.tier !== 'activity' || (recorded.interaction ?? []).some(({ op }) => op === 'delete_activity')) return;
  const activityArn = /arn:aws:states:[^"]*:activity:[^"]+/.exec(recorded.definition_text ?? '')?.[0] ?? '';
  const details = (type: string): JsonObject | undefined =>
    recorded.expected.events?.find((event) => event.type === type)?.[
      `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`
    ] as JsonObject | undefined;
  await api.handle('CreateActivity', { name: lastPart(activityArn) });
  const workerName = details('ActivityStarted')?.workerName;
  const task = await engine.activityTask({ activityArn, ...(typeof workerName === 'string' && { workerName }) });
  const output = details('ActivitySucceeded')?.output;
  if (task === undefined || output === undefined) return;
  clock.setTimer(clock.now() + 1000, () =>
    engine.sendTaskSuccess({ taskToken: task.taskToken, output: typeof output === 'string' ? output : JSON.stringify(output) }),
  );
}

function compare(recorded: RecordedCase, execution: EngineExecution): CaseResult {
  const { expected } = recorded;
  const comparison = new Comparison(hiddenLeaves(recorded));
  const masked = (value: Json | undefined): Json | undefined => (value === undefined ? undefined : maskAnswer(value, recorded));
  const agree = (wanted: Json | undefined, actual: Json | undefined, path: string): boolean =>
    wanted === undefined ? actual === undefined : comparison.agree(wanted, masked(actual), path);
  const ended = agree(expected.status, execution.status, 'status');
  const marks: Marks = {
    status: ended && (expected.status !== 'SUCCEEDED' || agree(expected.output, execution.output, 'output')),
    error: expected.error === undefined ? null : agree(expected.error, execution.error, 'error'),
    cause: expected.cause === undefined ? null : agree(expected.cause, execution.cause, 'cause'),
    history: expected.events === undefined ? null : agreeHistory(recorded, execution),
  };
  return { marks, differences: [...comparison.differences, ...historyDifferences(recorded, execution, marks)] };
}

/** The execution's history as AWS would have written it on the day of the recording, with the recording's masks, ascending. */
export function historyAsRecorded(recorded: RecordedCase, execution: EngineExecution): JsonObject[] {
  return maskAnswer(asOfRecording(execution.history as unknown as JsonObject[], recorded), recorded) as JsonObject[];
}

/** Histories have a comparison of their own: what an output was bound to says nothing about an event. */
function agreeHistory(
  recorded: RecordedCase,
  execution: EngineExecution,
  comparison = new Comparison(hiddenLeaves(recorded)),
): boolean {
  const wanted = recorded.expected.events ?? [];
  const actual = historyAsRecorded(recorded, execution);
  // Some recordings are of GetExecutionHistory with reverseOrder.
  if (wanted.length > 1 && wanted.at(-1)?.type === 'ExecutionStarted') actual.reverse();
  if (ranConcurrently(wanted)) {
    const agrees = (event: Json, ours: Json): boolean => new Comparison(hiddenLeaves(recorded)).agree(event, ours);
    if (agreeByLine(wanted, actual, agrees)) return true;
  }
  if (!wasReordered(recorded.masks_other)) return comparison.agree([...wanted], actual, 'events');
  return comparison.agree(sortAnonymous(wanted), reorderParallel(actual), 'events');
}

function historyDifferences(recorded: RecordedCase, execution: EngineExecution, marks: Marks): readonly string[] {
  if (marks.history !== false) return [];
  const comparison = new Comparison(hiddenLeaves(recorded));
  agreeHistory(recorded, execution, comparison);
  return comparison.differences;
}

/** StartSyncExecution's answer; what it cost in real milliseconds is not comparable under a virtual clock. */
function compareSync(recorded: RecordedCase, answer: JsonObject): CaseResult {
  const { billingDetails: _billed, ...expected } = recorded.expected.sync ?? {};
  const { billingDetails: _ours, ...given } = answer;
  const comparison = new Comparison(hiddenLeaves(recorded));
  const actual = maskAnswer(dropLaterMembers(expected, given), recorded) as JsonObject;
  const member = (name: string): boolean | null =>
    expected[name] === undefined ? null : comparison.agree(expected[name], actual[name], name);
  const status = comparison.agree(expected, actual, 'answer');
  return {
    marks: { status, error: member('error'), cause: member('cause'), history: null },
    differences: comparison.differences,
  };
}
