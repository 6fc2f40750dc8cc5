import type { EndedExecution } from '../durable/ended-execution.ts';
import type { JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { ServiceOutcome } from '../ports.ts';

/** How a `.sync` task ends when the execution that it started has ended. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
export function childOutcome(child: EndedExecution, pattern: 'sync' | 'sync:2'): ServiceOutcome {
  if (child.status === 'SUCCEEDED') return { ok: true, output: described(child, pattern === 'sync:2') };
  return { ok: false, error: 'States.TaskFailed', cause: JSON.stringify(described(child, false)) };
}

/** The execution as DescribeExecution has it, members in alphabetical order. `parsed`: input and output as JSON, not as text. */
function described(child: EndedExecution, parsed: boolean): JsonObject {
  const { status } = child;
  // As DescribeExecution: neither of an execution that timed out.
  const { error, cause } = status === 'TIMED_OUT' ? {} : child;
  const value = (text: string, json: Json): Json => (parsed ? json : text);
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: child.arn,
    Input: value(child.input, child.inputValue),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.outputValue === undefined
      ? {}
      : { Output: value(child.output!, child.outputValue), OutputDetails: { Included: true } }),
    StartDate: child.startDate,
    StateMachineArn: child.stateMachineArn,
    Status: status,
    StopDate: child.stopDate ?? null,
  };
}
