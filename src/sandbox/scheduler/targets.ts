/** How a schedule reaches its target: always with the session of the schedule's role. */
import type { Target } from '@aws-sdk/client-scheduler';
import type { AssumeRoleResponse } from '@aws-sdk/client-sts';
import { AwsError, deliveryError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Caller, CallContext } from '../core/service.ts';

export const schedulerPrincipal = 'scheduler.amazonaws.com';

/** A session of the role, which must trust the scheduler; throws AccessDenied otherwise. `sourceArn` is the schedule's group. */
export function assumeScheduleRole(roleArn: string, sourceArn: string, context: CallContext): Caller {
  const { AssumedRoleUser } = context.call<AssumeRoleResponse>({
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: roleArn, RoleSessionName: 'EventBridgeScheduler' },
    caller: { kind: 'service', arn: schedulerPrincipal, account: context.account, sourceArn },
  });
  const account = roleArn.split(':')[4]!;
  return { kind: 'role', arn: AssumedRoleUser!.Arn!, account, roleArn, sessionName: 'EventBridgeScheduler' };
}

/** One invocation of a target; `payload` has its context attributes filled in. */
export interface Invocation {
  readonly target: Target;
  readonly payload: string;
  /** The same for each attempt: names a started execution, so that none starts twice. */
  readonly executionId: string;
}

const sdkNames = new Map([
  ['sfn', 'states'],
  ['eventbridge', 'events'],
  ['cloudwatch', 'monitoring'],
]);

/**
 * Calls the target. Throws AwsError when it refuses in the running transaction; otherwise `settle` is called once, after the commit, with
 * the error if there is one.
 */
export function invokeTarget(
  { target, payload, executionId }: Invocation,
  groupArn: string,
  context: CallContext,
  settle: (error?: unknown) => void,
): void {
  const { Arn = '', RoleArn = '' } = target;
  const [, , kind = '', region = '', account = ''] = Arn.split(':');
  const caller = assumeScheduleRole(RoleArn, groupArn, context);
  const call = (service: string, operation: string, input: object, place: object = { account, region }): void => {
    const answer = context.call<unknown>({ service, operation, input, caller, ...place });
    context.afterCommit(() => {
      Promise.resolve(answer).then(
        () => settle(),
        (error: unknown) => settle(error),
      );
    });
  };
  switch (kind) {
    case 'lambda':
      return call('lambda', 'Invoke', { FunctionName: Arn, InvocationType: 'Event', Payload: Buffer.from(payload) });
    case 'sqs': {
      const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${Arn.split(':')[5]}`;
      return call('sqs', 'SendMessage', { QueueUrl, MessageBody: payload, ...target.SqsParameters });
    }
    case 'sns':
      return call('sns', 'Publish', { TopicArn: Arn, Message: payload });
    case 'events': {
      const { Source, DetailType } = target.EventBridgeParameters ?? {};
      return call('events', 'PutEvents', { Entries: [{ EventBusName: Arn, Source, DetailType, Detail: payload }] });
    }
    case 'states': {
      const input: Json = { stateMachineArn: Arn, input: payload, name: executionId };
      context.afterCommit(() => {
        context.ports.callStepFunctions({ operation: 'StartExecution', input, account, region, caller }).then(
          () => settle(),
          (error: unknown) => settle(isAlreadyStarted(error) ? undefined : deliveryError(error)),
        );
      });
      return;
    }
    case 'scheduler': {
      // Universal target: arn:aws:scheduler:::aws-sdk:<service>:<action>, its input the call's.
      const [, , , , , , service = '', action = ''] = Arn.split(':');
      const operation = action.charAt(0).toUpperCase() + action.slice(1);
      return call(sdkNames.get(service) ?? service, operation, JSON.parse(payload) as object, { account: context.account });
    }
    default:
      throw new AwsError(
        'ValidationException',
        `The sandbox's scheduler does not call ${Arn}: its service is not simulated as a target.`,
      );
  }
}

const isAlreadyStarted = (error: unknown): boolean => error instanceof AwsError && error.code === 'ExecutionAlreadyExists';
