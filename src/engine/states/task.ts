import type { TaskState, Value } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import { effectiveInput, evaluatePayload, evaluateValue } from '../execution/data-flow.ts';
import { failEvaluation, type GoesOn } from '../execution/leave.ts';
import { chain, type MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure, queryEvaluationFailure, runtimeFailure } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import { TaskAttempt } from './task-attempt.ts';
import type { TaskTerms } from './task-terms.ts';
import { taskResource } from './task-resource.ts';

/** Task: one call of a function, a service or an activity. https://states-language.net/#task-state */
export function runTask(branch: Branch, state: TaskState): MaybePromise<GoesOn> {
  const resource = taskResource(state.resource);
  if (resource.kind === 'service' && resource.pattern !== 'requestResponse') {
    branch.taskToken = branch.uuid();
    branch.contextChanged();
  }
  const input = effectiveInput(branch);
  if (input instanceof EvaluationFailure) return failEvaluation(branch, input);
  return chain(evaluateTerms(branch, state, input), (terms) => {
    if (terms instanceof EvaluationFailure) return failEvaluation(branch, terms);
    if (resource.kind === 'activity' && !branch.runtime.activities.has(resource.arn)) {
      return failEvaluation(branch, runtimeFailure(`The activity ${resource.arn} does not exist.`));
    }
    new TaskAttempt(branch, state, resource, terms).schedule();
    return false;
  });
}

/** Parameters, deadlines and credentials of this attempt. */
function evaluateTerms(branch: Branch, state: TaskState, input: Json): MaybePromise<TaskTerms | EvaluationFailure> {
  const payload = state.jsonata ? state.arguments : state.parameters;
  return chain(payload === undefined ? input : evaluatePayload(branch, payload, input), (parameters) => {
    if (parameters instanceof EvaluationFailure) return parameters;
    return chain(seconds(branch, state.timeout, input), (timeoutSeconds) => {
      if (timeoutSeconds instanceof EvaluationFailure) return timeoutSeconds;
      return chain(seconds(branch, state.heartbeat, input), (heartbeatSeconds) => {
        if (heartbeatSeconds instanceof EvaluationFailure) return heartbeatSeconds;
        const credentials = state.credentials === undefined ? undefined : evaluatePayload(branch, state.credentials, input);
        return chain(credentials, (value) => {
          if (value instanceof EvaluationFailure) return value;
          const roleArn = typeof value === 'object' && value !== null && !Array.isArray(value) ? value.RoleArn : undefined;
          return {
            parameters,
            timeoutSeconds,
            heartbeatSeconds,
            credentialsRoleArn: typeof roleArn === 'string' ? roleArn : undefined,
          };
        });
      });
    });
  });
}

function seconds(branch: Branch, value: Value | undefined, input: Json): MaybePromise<number | undefined | EvaluationFailure> {
  if (value === undefined) return undefined;
  return chain(evaluateValue(branch, value, input), (found) => {
    if (found instanceof EvaluationFailure) return found;
    if (typeof found === 'number' && Number.isInteger(found) && found > 0) return found;
    const text = typeof found === 'string' ? found : JSON.stringify(found);
    if (value.kind === 'jsonata') {
      return queryEvaluationFailure(
        `The ${value.field} field refers to value "${text}" which is not a valid positive integer`,
        value.field,
      );
    }
    const field = value.kind === 'path' ? value.field : 'TimeoutSeconds';
    return runtimeFailure(`The ${field} field refers to value "${text}" which is not a valid positive integer`);
  });
}
