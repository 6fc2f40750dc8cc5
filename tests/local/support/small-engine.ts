/** An engine that knows Task states only, one after the other: enough to test what src/local puts around an engine. */
import type { EngineEvent, EngineExecution, StartRequest } from '../../../src/engine/api/index.ts';
import { EngineError } from '../../../src/engine/engine-error.ts';
import type { Json } from '../../../src/engine/json.ts';
import type { EnginePart, EngineRequest } from '../../../src/local/parts.ts';

interface TaskState {
  readonly Resource: string;
  readonly Arguments: Json;
  readonly Next?: string;
}

type Running = { -readonly [Member in keyof EngineExecution]: EngineExecution[Member] } & { history: EngineEvent[] };

const unused = (): never => {
  throw new EngineError('UnknownOperationException', 'this small engine has no such thing');
};

export function makeSmallEngine({ clock, callService, uuid, account, region }: EngineRequest): EnginePart {
  const executions = new Map<string, Running>();
  const ends = new Map<string, Promise<void>>();
  const listeners: ((execution: EngineExecution, event: EngineEvent) => void)[] = [];
  const closing: ((execution: EngineExecution) => void)[] = [];

  const record = (execution: Running, type: string, details: object = {}): void => {
    const id = execution.history.length + 1;
    const event = { timestamp: clock.now(), type, id, previousEventId: id - 1, ...details };
    execution.history.push(event);
    for (const listener of listeners) listener(execution, event);
  };

  const run = async (execution: Running, { definition, roleArn }: StartRequest): Promise<void> => {
    const { StartAt, States } = JSON.parse(definition) as { StartAt: string; States: Record<string, TaskState> };
    let output: Json = JSON.parse(execution.input) as Json;
    for (let name: string | undefined = StartAt; name !== undefined;) {
      const state: TaskState = States[name]!;
      const [, , , , , service = '', action = ''] = state.Resource.split(':');
      record(execution, 'TaskStateEntered', { stateEnteredEventDetails: { name } });
      const outcome = await callService({
        ...{ integration: 'optimized', service, action, pattern: 'requestResponse', resource: state.Resource },
        ...{ parameters: state.Arguments, roleArn, region, account, stateName: name },
        ...{ executionArn: execution.arn, stateMachineArn: execution.stateMachineArn, signal: new AbortController().signal },
      });
      if (!outcome.ok) {
        const { error, cause } = outcome;
        return end(execution, { status: 'FAILED', error, cause });
      }
      output = outcome.output;
      record(execution, 'TaskStateExited', { stateExitedEventDetails: { name, output: JSON.stringify(output) } });
      name = state.Next;
    }
    end(execution, { status: 'SUCCEEDED', output: JSON.stringify(output) });
  };

  const end = (execution: Running, how: Partial<Running>): void => {
    record(execution, `Execution${how.status === 'SUCCEEDED' ? 'Succeeded' : 'Failed'}`);
    Object.assign(execution, how, { stopDate: clock.now() });
    for (const listener of closing) listener(execution);
  };

  return {
    start(request) {
      const name = request.name ?? uuid();
      const arn = `${request.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      if (executions.has(arn)) throw new EngineError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      const { stateMachineArn, input } = request;
      const execution: Running = { arn, name, stateMachineArn, status: 'RUNNING', input, startDate: clock.now(), history: [] };
      executions.set(arn, execution);
      record(execution, 'ExecutionStarted');
      ends.set(arn, run(execution, request));
      return execution;
    },
    async ended(arn) {
      await ends.get(arn);
      return executions.get(arn)!;
    },
    execution: (arn) => executions.get(arn),
    executions: () => executions.values(),
    onEvent: (listener) => void listeners.push(listener),
    onStatusChange: (listener) => void closing.push(listener),
    mapRun: () => undefined,
    mapRuns: () => [],
    forget: () => false,
    ...{ stop: unused, redrive: unused, updateMapRun: unused, sendTaskSuccess: unused, sendTaskFailure: unused },
    ...{ sendTaskHeartbeat: unused, taskOwner: unused, createActivity: unused, deleteActivity: unused, activityTask: unused },
  };
}
