import type { Json } from '../../src/engine/json.ts';
import { Comparison } from './compare.ts';
import type { ApiStep, JsonObject, RecordedCase } from './corpus.ts';
import { dropLaterMembers } from './later-members.ts';
import { hiddenLeaves, maskAnswer } from './mask.ts';
import type { CaseResult, Marks } from './score.ts';
import { createSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** What a call answered: members, or an error by AWS's name and text. */
type Answer =
  { readonly ok: true; readonly output: JsonObject } | { readonly ok: false; readonly code: string; readonly message: string };

/** Keys of a snapshot that hold what other services saw (logs, events), not an answer of the API. */
const NOT_ANSWERS = new Set(['logged_execution_events', 'end_event', 'stepfunctions_events']);

async function call({ api }: Subject, operation: string, input: JsonObject): Promise<Answer> {
  try {
    return { ok: true, output: await api.handle(operation, input) };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (typeof code !== 'string') throw error;
    return { ok: false, code, message };
  }
}

const nothing: Marks = { status: null, error: null, cause: null, history: null };

/** Runs a case of the tier `api`. */
export async function runApiCase(recorded: RecordedCase): Promise<CaseResult> {
  const subject = createSubject(recorded);
  const comparison = new Comparison(hiddenLeaves(recorded));
  const marks = await mark(recorded, subject, comparison);
  return { marks, differences: comparison.differences };
}

async function mark(recorded: RecordedCase, subject: Subject, comparison: Comparison): Promise<Marks> {
  const params = recorded.params ?? {};
  const definition = recorded.definition_text ?? (recorded.definition as string | undefined);
  const withDefinition = { ...params, ...(definition != null && { definition }) };
  switch (recorded.kind) {
    case 'api_sequence':
      return { ...nothing, status: await runSteps(recorded, subject, comparison) };
    case 'validate':
      return agreeResponse(recorded, await call(subject, 'ValidateStateMachineDefinition', withDefinition), comparison);
    case 'test_state':
      return agreeResponse(recorded, await call(subject, 'TestState', withDefinition), comparison);
    case 'test_state_error':
      return agreeError(recorded, await call(subject, 'TestState', withDefinition), comparison);
    case 'create_error':
      await prepareCreate(recorded, subject);
      return agreeError(recorded, await call(subject, 'CreateStateMachine', withDefinition), comparison);
    case 'update_error': {
      const arn = String(params.stateMachineArn);
      // The version that the test had published before is not part of the case.
      if (arn.startsWith('<')) return nothing;
      await createAnother(subject, arn.slice(arn.lastIndexOf(':') + 1));
      return agreeError(recorded, await call(subject, 'UpdateStateMachine', withDefinition), comparison);
    }
    default:
      return nothing;
  }
}

const createAnother = (subject: Subject, name: string): Promise<Answer> =>
  call(subject, 'CreateStateMachine', {
    name,
    definition: JSON.stringify({ StartAt: 'Other', States: { Other: { Type: 'Succeed' } } }),
    roleArn: 'arn:aws:iam::111111111111:role/other',
  });

/** The test had created a machine of that name before. */
async function prepareCreate({ expected, params }: RecordedCase, subject: Subject): Promise<void> {
  if (expected.api_error?.code === 'StateMachineAlreadyExists') await createAnother(subject, String(params?.name));
}

function agreeResponse(recorded: RecordedCase, answer: Answer, comparison: Comparison): Marks {
  if (!answer.ok) {
    comparison.agree('an answer', `${answer.code}: ${answer.message}`);
    return { ...nothing, status: false };
  }
  const expected = recorded.expected.response ?? {};
  const actual = maskAnswer(dropLaterMembers(expected, answer.output), recorded) as JsonObject;
  const members = (...names: string[]): boolean =>
    names.every((name) => same(comparison, expected[name], actual[name], `$.${name}`));
  return {
    status: members('status', 'output', 'nextState', 'result'),
    error: expected.error === undefined ? null : members('error'),
    cause: expected.cause === undefined ? null : members('cause'),
    history: comparison.agree(expected, actual),
  };
}

const same = (comparison: Comparison, expected: Json | undefined, actual: Json | undefined, path: string): boolean =>
  expected === undefined ? actual === undefined : comparison.agree(expected, actual, path);

function agreeError(recorded: RecordedCase, answer: Answer, comparison: Comparison): Marks {
  const { code, message } = recorded.expected.api_error ?? {};
  if (answer.ok) {
    comparison.agree(`${code}: ${message}`, answer.output);
    return { ...nothing, status: false };
  }
  const text = maskAnswer(answer.message, recorded);
  return {
    status: true,
    // What boto3 itself refused never reached AWS: that we refuse it too is all that can be compared.
    error: code === undefined ? null : comparison.agree(code, answer.code, 'code'),
    cause: message === undefined ? null : comparison.agree(message, text, 'message'),
    history: null,
  };
}

async function runSteps(recorded: RecordedCase, subject: Subject, comparison: Comparison): Promise<boolean | null> {
  const answers: Answer[] = [];
  const arns = new Map<string, string>();
  const verdicts: boolean[] = [];
  for (const step of recorded.steps ?? []) {
    const operation = step.op.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const answer = await settled(subject, call(subject, operation, parameters(step, answers, arns)));
    answers.push(answer);
    if (answer.ok && step.result_arn !== undefined) arns.set(step.result_arn, String(answer.output.executionArn));
    for (const key of step.match ?? []) {
      const expected = recorded.expected.snapshot?.[key];
      if (expected !== undefined && !NOT_ANSWERS.has(key))
        verdicts.push(agreeStep(recorded, operation, expected, answer, comparison));
    }
    if (operation.startsWith('Start')) await subject.settle();
  }
  return verdicts.length === 0 ? null : verdicts.every(Boolean);
}

/** The answer of a call that may need time to pass; an error when it does not come although nothing is left to wait for. */
async function settled(subject: Subject, pending: Promise<Answer>): Promise<Answer> {
  let answer: Answer | undefined;
  const done = pending.then((given) => {
    answer = given;
  });
  // Most calls answer at once: time passes only for those that do not.
  await Promise.race([done, new Promise((resolve) => setImmediate(resolve))]);
  if (answer === undefined) await subject.settle(() => answer !== undefined);
  return answer ?? { ok: false, code: 'NoAnswer', message: 'the call did not answer' };
}

/** A step's parameters with earlier answers filled in, and executions named as in the recording so that its masks fit. */
function parameters(step: ApiStep, answers: readonly Answer[], arns: ReadonlyMap<string, string>): JsonObject {
  let text = JSON.stringify(step.params);
  for (const [recordedArn, arn] of arns) text = text.replaceAll(recordedArn, arn);
  text = text.replace(/<resp(\d+)((?:\.\w+|\[\d+\])+)>/g, (whole, index: string, path: string) => {
    // Calls of other services count in the recording's numbers but are not among the steps: then it is the last answer that has it.
    const candidates = [answers[Number(index)], ...answers.toReversed()];
    const values = candidates.map((answer) => memberAt(answer?.ok === true ? answer.output : undefined, path));
    return values.find((value) => typeof value === 'string') ?? whole;
  });
  const params = JSON.parse(text) as JsonObject;
  if (step.op === 'start_execution' && params.name === undefined && step.result_arn !== undefined) {
    params.name = step.result_arn.slice(step.result_arn.lastIndexOf(':') + 1);
  }
  return params;
}

/** The text at a path like `.mapRuns[0].mapRunArn`. */
function memberAt(answer: JsonObject | undefined, path: string): string | undefined {
  let value: unknown = answer;
  for (const [, name, item] of path.matchAll(/\.(\w+)|\[(\d+)\]/g))
    value = (value as Record<string, unknown> | undefined)?.[name ?? Number(item)];
  return typeof value === 'string' ? value : undefined;
}

function agreeStep(recorded: RecordedCase, operation: string, expected: Json, answer: Answer, comparison: Comparison): boolean {
  if (answer.ok) return comparison.agree(expected, maskAnswer(dropLaterMembers(expected, answer.output), recorded), operation);
  const message = maskAnswer(answer.message, recorded) as string;
  const whole = `An error occurred (${answer.code}) when calling the ${operation} operation: ${message}`;
  if (JSON.stringify(expected).includes('Parameter validation failed')) return true;
  if (typeof expected === 'string') return comparison.agree(expected, whole, operation);
  const shape: Json =
    typeof expected === 'object' && expected !== null && 'Error' in expected
      ? { Error: { Code: answer.code, Message: message }, message }
      : { exception_typename: answer.code, exception_value: whole };
  return comparison.agree(expected, shape, operation);
}
