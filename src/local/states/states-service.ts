/**
 * The Step Functions API as a simulated service: the engine's API behind the sandbox's authorization and wire. What defines machines is
 * journalled as the calls that defined them, and repeated when the organization is opened again.
 */
import type { StepFunctionsApi } from '../../engine/api/index.ts';
import type { Json } from '../../engine/json.ts';
import { recordApiCall } from '../../sandbox/cloudtrail/rows.ts';
import { AwsError } from '../../sandbox/core/errors.ts';
import type { CallContext, Operation, OperationTable, Permission, Service } from '../../sandbox/core/service.ts';
import type { Store } from '../../sandbox/core/store.ts';
import { statesPermissions } from './permissions.ts';

type JsonObject = { [key: string]: Json };

/** The API of an account and Region. */
export type ApiOf = (account: string, region: string) => StepFunctionsApi;

/** Calls that define something; the rest are executions, which have files of their own. */
const definingOperations = [
  'CreateStateMachine',
  'UpdateStateMachine',
  'DeleteStateMachine',
  'PublishStateMachineVersion',
  'DeleteStateMachineVersion',
  'CreateStateMachineAlias',
  'UpdateStateMachineAlias',
  'DeleteStateMachineAlias',
  'CreateActivity',
  'DeleteActivity',
  'TagResource',
  'UntagResource',
] as const;

const otherOperations = [
  'DescribeStateMachine',
  'ListStateMachines',
  'ValidateStateMachineDefinition',
  'ListStateMachineVersions',
  'DescribeStateMachineAlias',
  'ListStateMachineAliases',
  'ListTagsForResource',
  'StartExecution',
  'StartSyncExecution',
  'DescribeExecution',
  'DescribeStateMachineForExecution',
  'ListExecutions',
  'StopExecution',
  'RedriveExecution',
  'GetExecutionHistory',
  'DescribeMapRun',
  'ListMapRuns',
  'UpdateMapRun',
  'DescribeActivity',
  'ListActivities',
  'GetActivityTask',
  'SendTaskSuccess',
  'SendTaskFailure',
  'SendTaskHeartbeat',
  'TestState',
] as const;

/** `states/defining-calls`; key: a number that counts up, padded. */
interface DefiningCall {
  readonly account: string;
  readonly region: string;
  readonly operation: string;
  readonly input: JsonObject;
}

const tableName = 'states/defining-calls';

/** `checkRole` throws AwsError when the role of a machine lacks what the machine needs from the start. */
export function statesService(apiOf: ApiOf, checkRole: (input: JsonObject, context: CallContext) => void): Service {
  const carryOut = async (operation: string, input: JsonObject, context: CallContext): Promise<unknown> => {
    try {
      const { account, region, caller } = context;
      const answer = await apiOf(account, region).handle(operation, input, { callerArn: caller.arn });
      const requestParameters = trailed[operation]?.(input);
      if (requestParameters) {
        const call = { eventSource: 'states.amazonaws.com', eventName: operation, requestParameters, responseElements: answer };
        context.transact((later) => recordApiCall(later, call as Parameters<typeof recordApiCall>[1]));
      }
      return withDates(answer);
    } catch (error) {
      throw awsError(error);
    }
  };
  const permissions = (name: string, input: JsonObject, context: CallContext): Permission[] =>
    statesPermissions(name, input, context, (token) => apiOf(context.account, context.region).taskOwner(token));
  const plain = (name: string): Operation<JsonObject, unknown> => ({
    permissions: (input, context) => permissions(name, input, context),
    handle: (input, context) => carryOut(name, input, context),
  });
  const defining = (name: string): Operation<JsonObject, unknown> => ({
    permissions: (input, context) => permissions(name, input, context),
    handle(input, context) {
      if (typeof input['definition'] === 'string' || typeof input['roleArn'] === 'string') checkRole(input, context);
      // Written before the call is carried out: one that the API refuses is refused in the same way when it is repeated.
      const calls = context.table<DefiningCall>(tableName);
      calls.put(String(calls.size + 1).padStart(9, '0'), {
        account: context.account,
        region: context.region,
        operation: name,
        input,
      });
      return carryOut(name, input, context);
    },
  });
  const operations: OperationTable = Object.fromEntries([
    ...definingOperations.map((name) => [name, defining(name)]),
    ...otherOperations.map((name) => [name, plain(name)]),
  ]);
  return { name: 'states', iamPrefix: 'states', operations };
}

const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** Calls that CloudTrail's event history keeps here, and what it shows of their parameters: who started, redrove or stopped what. */
const trailed: Readonly<Record<string, (input: JsonObject) => JsonObject>> = {
  StartExecution: ({ stateMachineArn, name }) => ({
    stateMachineArn: stateMachineArn!,
    ...(name === undefined ? {} : { name }),
    input: hidden,
  }),
  RedriveExecution: ({ executionArn }) => ({ executionArn: executionArn! }),
  StopExecution: ({ executionArn }) => ({ executionArn: executionArn!, cause: hidden }),
};

/** Repeats the defining calls of an organization that is opened again. */
export async function repeatDefiningCalls(store: Store, apiOf: ApiOf): Promise<void> {
  for (const { account, region, operation, input } of store.table<DefiningCall>(tableName).values()) {
    await apiOf(account, region)
      .handle(operation, input)
      .catch(() => undefined);
  }
}

/** Members that are times; the API gives seconds since the epoch, the SDK's types Date. */
const timeMembers = new Set(['startDate', 'stopDate', 'creationDate', 'updateDate', 'redriveDate', 'timestamp']);

function withDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      timeMembers.has(name) && typeof member === 'number' ? new Date(Math.round(member * 1000)) : withDates(member),
    ]),
  );
}

/** The API's and the engine's errors carry AWS's code; anything else is a mistake of this program. */
function awsError(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  return error instanceof Error && typeof code === 'string' ? new AwsError(code, error.message, { cause: error }) : error;
}
