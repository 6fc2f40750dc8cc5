/**
 * History events exactly as GetExecutionHistory returns them, except that `timestamp` is milliseconds since the epoch.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */

/** The state types that have a `<Type>StateEntered` event. */
export type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** `type` of a history event. Fail states are never left, and only states that can be interrupted have an `Aborted` event. */
export type HistoryEventType =
  | 'ActivityFailed'
  | 'ActivityScheduled'
  | 'ActivityScheduleFailed'
  | 'ActivityStarted'
  | 'ActivitySucceeded'
  | 'ActivityTimedOut'
  | 'EvaluationFailed'
  | 'ExecutionAborted'
  | 'ExecutionFailed'
  | 'ExecutionRedriven'
  | 'ExecutionStarted'
  | 'ExecutionSucceeded'
  | 'ExecutionTimedOut'
  | 'LambdaFunctionFailed'
  | 'LambdaFunctionScheduled'
  | 'LambdaFunctionScheduleFailed'
  | 'LambdaFunctionStarted'
  | 'LambdaFunctionStartFailed'
  | 'LambdaFunctionSucceeded'
  | 'LambdaFunctionTimedOut'
  | 'MapIterationAborted'
  | 'MapIterationFailed'
  | 'MapIterationStarted'
  | 'MapIterationSucceeded'
  | 'MapRunAborted'
  | 'MapRunFailed'
  | 'MapRunRedriven'
  | 'MapRunStarted'
  | 'MapRunSucceeded'
  | 'TaskFailed'
  | 'TaskScheduled'
  | 'TaskStarted'
  | 'TaskStartFailed'
  | 'TaskSubmitFailed'
  | 'TaskSubmitted'
  | 'TaskSucceeded'
  | 'TaskTimedOut'
  | `${StateType}StateEntered`
  | `${Exclude<StateType, 'Fail'>}StateExited`
  | `${'Map' | 'Parallel' | 'Task' | 'Wait'}StateAborted`
  | `${'Map' | 'Parallel'}State${'Started' | 'Succeeded' | 'Failed'}`;

/** Whether the text beside it was cut; the engine keeps whole texts, so this is always false. */
export interface DataDetails {
  readonly truncated: boolean;
}

interface WithInput {
  readonly input: string;
  readonly inputDetails: DataDetails;
}
interface WithOutput {
  readonly output: string;
  readonly outputDetails: DataDetails;
}
interface WithError {
  readonly error?: string;
  readonly cause?: string;
}
interface OfResource {
  readonly resource: string;
  readonly resourceType: string;
}
interface Iteration {
  readonly index: number;
  readonly name: string;
}
interface WithDeadlines {
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}
interface WithTaskCredentials {
  readonly taskCredentials?: { readonly roleArn: string };
}

/** The details members of an event by name. Texts (`input`, `output`, `parameters`, values of `assignedVariables`) are JSON texts. */
export interface EventDetails {
  readonly activityFailedEventDetails: WithError;
  readonly activityScheduledEventDetails: WithInput & WithDeadlines & { readonly resource: string };
  readonly activityScheduleFailedEventDetails: WithError;
  readonly activityStartedEventDetails: { readonly workerName?: string };
  readonly activitySucceededEventDetails: WithOutput;
  readonly activityTimedOutEventDetails: WithError;
  readonly evaluationFailedEventDetails: WithError & { readonly location?: string; readonly state: string };
  readonly executionAbortedEventDetails: WithError;
  readonly executionFailedEventDetails: WithError;
  readonly executionRedrivenEventDetails: { readonly redriveCount: number };
  readonly executionStartedEventDetails: WithInput & {
    readonly roleArn: string;
    readonly stateMachineAliasArn?: string;
    readonly stateMachineVersionArn?: string;
  };
  readonly executionSucceededEventDetails: WithOutput;
  readonly executionTimedOutEventDetails: WithError;
  readonly lambdaFunctionFailedEventDetails: WithError;
  readonly lambdaFunctionScheduledEventDetails: WithInput &
    WithTaskCredentials & { readonly resource: string; readonly timeoutInSeconds?: number };
  readonly lambdaFunctionScheduleFailedEventDetails: WithError;
  readonly lambdaFunctionStartFailedEventDetails: WithError;
  readonly lambdaFunctionSucceededEventDetails: WithOutput;
  readonly lambdaFunctionTimedOutEventDetails: WithError;
  readonly mapIterationAbortedEventDetails: Iteration;
  readonly mapIterationFailedEventDetails: Iteration;
  readonly mapIterationStartedEventDetails: Iteration;
  readonly mapIterationSucceededEventDetails: Iteration;
  readonly mapRunFailedEventDetails: WithError;
  readonly mapRunRedrivenEventDetails: { readonly mapRunArn: string; readonly redriveCount: number };
  readonly mapRunStartedEventDetails: { readonly mapRunArn: string };
  readonly mapStateStartedEventDetails: { readonly length: number };
  readonly stateEnteredEventDetails: WithInput & { readonly name: string };
  readonly stateExitedEventDetails: WithOutput & {
    readonly name: string;
    readonly assignedVariables?: Readonly<Record<string, string>>;
    readonly assignedVariablesDetails?: DataDetails;
  };
  readonly taskFailedEventDetails: OfResource & WithError;
  readonly taskScheduledEventDetails: OfResource &
    WithDeadlines &
    WithTaskCredentials & { readonly region: string; readonly parameters: string };
  readonly taskStartedEventDetails: OfResource;
  readonly taskStartFailedEventDetails: OfResource & WithError;
  readonly taskSubmitFailedEventDetails: OfResource & WithError;
  readonly taskSubmittedEventDetails: OfResource & WithOutput;
  readonly taskSucceededEventDetails: OfResource & WithOutput;
  readonly taskTimedOutEventDetails: OfResource & WithError;
}

/** One event of an execution's history. */
export type HistoryEvent = Partial<EventDetails> & {
  /** Milliseconds since the epoch, on the engine's clock. */
  readonly timestamp: number;
  readonly type: HistoryEventType;
  /** 1 for ExecutionStarted, then consecutive in the order of appending. */
  readonly id: number;
  /** The event before it in its own branch; 0 for the first event and for the first state entered. */
  readonly previousEventId: number;
};
