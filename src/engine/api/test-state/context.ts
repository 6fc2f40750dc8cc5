import type { Json } from '../../json.ts';
import { isObject } from '../../validation/values.ts';
import { ApiError } from '../api-error.ts';
import type { StateUnderTest, TestStateInput } from './request.ts';

type JsonObject = { [key: string]: Json };

const invalid = (text: string): ApiError => new ApiError('ValidationException', `Invalid Context object provided: ${text}`);

/** Members of a Context object that a test may give, and their types. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'any'>>>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

/** What a test's own Context object is made of when the request gives none. */
export interface ContextOptions {
  readonly arnPrefix: string;
  readonly uuid: () => string;
  readonly now: number;
}

/** The Context object of the test: the given one as it is, or one of an execution that never was. */
export function testContext(request: TestStateInput, test: StateUnderTest, { arnPrefix, uuid, now }: ContextOptions): JsonObject {
  if (request.context !== undefined) return checkContext(request.context, test);
  const [machine, execution] = [uuid(), uuid()];
  const time = new Date(now).toISOString();
  return {
    Execution: {
      Id: `${arnPrefix}:express:${machine}:${execution}`,
      Input: test.input,
      Name: execution,
      ...(request.roleArn !== undefined && { RoleArn: request.roleArn }),
      StartTime: time,
    },
    StateMachine: { Id: `${arnPrefix}:stateMachine:${machine}`, Name: machine },
    State: { Name: test.name, EnteredTime: time, RetryCount: request.stateConfiguration?.retrierRetryCount ?? 0 },
  };
}

function checkContext(text: string, { state }: StateUnderTest): JsonObject {
  let context: Json;
  try {
    context = JSON.parse(text) as Json;
  } catch {
    throw invalid('must be valid JSON');
  }
  if (!isObject(context)) throw invalid('must be a JSON object');
  for (const [group, members] of Object.entries(context)) {
    if (group === 'Map') throw invalid("'Map' field is not supported when mocking a Context object");
    const known = Object.hasOwn(MEMBERS, group) ? MEMBERS[group] : undefined;
    if (known === undefined) throw invalid(`Field '${group}' is not allowed`);
    if (!isObject(members)) throw invalid(`${group} must be an object`);
    for (const [name, value] of Object.entries(members)) {
      const type = Object.hasOwn(known, name) ? known[name] : undefined;
      if (type === undefined) throw invalid(`Field '${name}' is not allowed`);
      if (type !== 'any' && typeof value !== type) throw invalid(`${group}.${name} must be a ${type}`);
    }
  }
  if (context.Task !== undefined && !/\.(?:sync|waitForTaskToken)/.test(String(state.Resource))) {
    throw invalid(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
  }
  return context;
}
