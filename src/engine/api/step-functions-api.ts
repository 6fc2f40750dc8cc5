import type { Json } from '../json.ts';
import type { CallService } from '../ports.ts';
import { validateDefinition } from '../validation/validate-definition.ts';
import { Activities } from './activities.ts';
import { createAlias, deleteAlias, describeAlias, listAliases, updateAlias } from './aliases.ts';
import { ApiError } from './api-error.ts';
import { checkConstraints } from './constraints.ts';
import type { EnginePort } from './engine-port.ts';
import { executionHistory } from './execution-history.ts';
import { Executions } from './executions.ts';
import { describeMapRun, listMapRuns, updateMapRun } from './map-runs.ts';
import { StateMachines } from './state-machines.ts';
import { listTags, tagResource, untagResource } from './tags.ts';
import type { TagsOf } from './tags.ts';
import { testState } from './test-state/test-state.ts';
import { deleteVersion, listVersions, publishVersion } from './versions.ts';

type Output = { [key: string]: Json };

/** Who calls: recorded in ExecutionStarted and in the events of redrives. */
export interface ApiCaller {
  readonly callerArn?: string;
}

export interface StepFunctionsApiOptions {
  readonly engine: EnginePort;
  readonly account: string;
  readonly region: string;
  /** For TestState of a Task without a mock. */
  readonly callService: CallService;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly uuid: () => string;
  /** Uniform in [0, 1): which version an alias routes to. */
  readonly random: () => number;
  /** Whether a log group exists; all do when absent. */
  readonly logGroupExists?: (arn: string) => boolean;
}

interface Operation {
  /** Members that must be there. */
  readonly required: readonly string[];
  // The input is checked against `required` and by each operation; its type is the operation's own.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly run: (input: any, caller: ApiCaller) => Output | Promise<Output>;
}

/**
 * The Step Functions API over the engine, without the wire: `handle('StartExecution', input, caller)` gives the answer's members as they are
 * on the wire (times in seconds since the epoch) or throws an error with `code` and `message` as AWS has them.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
 */
export class StepFunctionsApi {
  readonly stateMachines: StateMachines;
  /** ARN of the state machine or activity that a task token was given out for. */
  readonly taskOwner: (taskToken: string) => string | undefined;
  private readonly operations: ReadonlyMap<string, Operation>;

  constructor(options: StepFunctionsApiOptions) {
    const arnPrefix = `arn:aws:states:${options.region}:${options.account}`;
    this.stateMachines = new StateMachines({ ...options, arnPrefix });
    const { engine } = options;
    this.taskOwner = (taskToken) => engine.taskOwner(taskToken);
    const machines = this.stateMachines;
    const activities = new Activities(engine, arnPrefix, options.now);
    const executions = new Executions(engine, machines, options.random);
    const tagsOf: TagsOf = (arn) => activities.tags(arn) ?? [...machines.all()].find((machine) => machine.arn === arn)?.tags;
    const operation = (required: string, run: Operation['run']): Operation => ({
      required: required.split(' ').filter(Boolean),
      run,
    });
    this.operations = new Map(
      Object.entries({
        CreateStateMachine: operation('name definition roleArn', (input) => machines.create(input)),
        UpdateStateMachine: operation('stateMachineArn', (input) => machines.update(input)),
        DescribeStateMachine: operation('stateMachineArn', ({ stateMachineArn }) => machines.describe(stateMachineArn)),
        DeleteStateMachine: operation('stateMachineArn', ({ stateMachineArn }) => {
          machines.delete(stateMachineArn);
          return {};
        }),
        ListStateMachines: operation('', (input) => machines.list(input)),
        ValidateStateMachineDefinition: operation('definition', validate),
        PublishStateMachineVersion: operation('stateMachineArn', (input) => publishVersion(machines, input)),
        ListStateMachineVersions: operation('stateMachineArn', (input) => listVersions(machines, input)),
        DeleteStateMachineVersion: operation('stateMachineVersionArn', (input) => deleteVersion(machines, input)),
        CreateStateMachineAlias: operation('name routingConfiguration', (input) => createAlias(machines, input, options.now())),
        DescribeStateMachineAlias: operation('stateMachineAliasArn', (input) => describeAlias(machines, input)),
        UpdateStateMachineAlias: operation('stateMachineAliasArn', (input) => updateAlias(machines, input, options.now())),
        DeleteStateMachineAlias: operation('stateMachineAliasArn', (input) => deleteAlias(machines, input)),
        ListStateMachineAliases: operation('stateMachineArn', (input) => listAliases(machines, input)),
        TagResource: operation('resourceArn tags', (input) => tagResource(tagsOf, input)),
        UntagResource: operation('resourceArn tagKeys', (input) => untagResource(tagsOf, input)),
        ListTagsForResource: operation('resourceArn', (input) => listTags(tagsOf, input)),
        StartExecution: operation('stateMachineArn', (input, { callerArn }) => executions.start(input, callerArn)),
        StartSyncExecution: operation('stateMachineArn', (input, { callerArn }) => executions.startSync(input, callerArn)),
        DescribeExecution: operation('executionArn', (input) => executions.describe(input)),
        DescribeStateMachineForExecution: operation('executionArn', (input) => executions.describeStateMachine(input)),
        ListExecutions: operation('', (input) => executions.list(input)),
        StopExecution: operation('executionArn', (input) => executions.stop(input)),
        RedriveExecution: operation('executionArn', (input) => executions.redrive(input)),
        GetExecutionHistory: operation('executionArn', (input) => executionHistory(executions.find(input.executionArn), input)),
        DescribeMapRun: operation('mapRunArn', (input) => describeMapRun(engine, input)),
        ListMapRuns: operation('executionArn', (input) => {
          executions.find(input.executionArn);
          return listMapRuns(engine, input);
        }),
        UpdateMapRun: operation('mapRunArn', (input) => updateMapRun(engine, input)),
        CreateActivity: operation('name', (input) => activities.create(input)),
        DescribeActivity: operation('activityArn', (input) => activities.describe(input)),
        DeleteActivity: operation('activityArn', (input) => activities.delete(input)),
        ListActivities: operation('', (input) => activities.list(input)),
        GetActivityTask: operation('activityArn', (input) => activities.task(input)),
        SendTaskSuccess: operation('taskToken output', (input) => {
          engine.sendTaskSuccess(input);
          return {};
        }),
        SendTaskFailure: operation('taskToken', (input) => {
          engine.sendTaskFailure(input);
          return {};
        }),
        SendTaskHeartbeat: operation('taskToken', (input) => {
          engine.sendTaskHeartbeat(input);
          return {};
        }),
        TestState: operation('definition', (input) => testState(input, { ...options, arnPrefix })),
      }),
    );
  }

  /** Operation names as the model has them (`StartExecution`). Throws UnknownOperationException for any other. */
  async handle(operation: string, input: Output, caller: ApiCaller = {}): Promise<Output> {
    const known = this.operations.get(operation);
    if (known === undefined) throw new ApiError('UnknownOperationException', `Step Functions has no operation '${operation}'`);
    checkConstraints(operation, known.required, input);
    return known.run(input, caller);
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
function validate(input: {
  definition: string;
  type?: 'STANDARD' | 'EXPRESS';
  severity?: 'ERROR' | 'WARNING';
  maxResults?: number;
}): Output {
  const { definition, type, severity = 'ERROR', maxResults = 100 } = input;
  const found = validateDefinition(definition, type);
  const chosen = found.filter((diagnostic) => severity === 'WARNING' || diagnostic.severity === 'ERROR');
  const limit = maxResults === 0 ? 100 : maxResults;
  return {
    result: found.some((diagnostic) => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
    diagnostics: chosen.slice(0, limit).map((diagnostic) => ({ ...diagnostic })),
    truncated: chosen.length > limit,
  };
}
