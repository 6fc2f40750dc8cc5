/** How rules and schedules reach their targets: with which identity, by which call. */
import type { AssumeRoleResponse } from '@aws-sdk/client-sts';
import { AwsError, deliveryError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Caller, CallContext, EventEnvelope } from '../core/service.ts';

/** One thing to deliver. */
export interface TargetCall {
  readonly arn: string;
  /** Role to assume; without one the service calls with its own principal, and the target's resource policy decides. */
  readonly roleArn?: string | undefined;
  /** JSON text. */
  readonly payload: string;
  readonly service: 'events.amazonaws.com' | 'scheduler.amazonaws.com';
  /** Rule or schedule for which the service acts: aws:SourceArn. */
  readonly sourceArn: string;
  /** Name of a started execution: the same for each attempt, so that none starts twice. */
  readonly executionName: string;
  readonly messageGroupId?: string | undefined;
}

/** Services whose resources can be targets here; a message names the others. */
export const targetServices: readonly string[] = ['lambda', 'states', 'sqs', 'sns', 'events'];

export const serviceOfArn = (arn: string): string => arn.split(':')[2] ?? '';

/** A session of a role that trusts the service; throws AccessDenied when the trust policy does not let it. */
export function assumeServiceRole(
  roleArn: string,
  service: string,
  sourceArn: string | undefined,
  sessionName: string,
  context: CallContext,
): Caller {
  const { AssumedRoleUser } = context.call<AssumeRoleResponse>({
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: roleArn, RoleSessionName: sessionName },
    caller: { kind: 'service', arn: service, account: context.account, ...(sourceArn === undefined ? {} : { sourceArn }) },
  });
  return { kind: 'role', arn: AssumedRoleUser!.Arn!, account: roleArn.split(':')[4]!, roleArn, sessionName };
}

/**
 * Calls the target in the running transaction. Throws AwsError when it refuses. Returns true when it has it; false when the answer comes
 * later: `settle` is then called after the commit, with the error if there is one.
 */
export function callTarget(target: TargetCall, context: CallContext, settle: (error?: unknown) => void): boolean {
  const [, , kind = '', region = '', account = ''] = target.arn.split(':');
  const principal: Caller = { kind: 'service', arn: target.service, account: context.account, sourceArn: target.sourceArn };
  const sessionName = target.executionName.slice(0, 64);
  const caller =
    target.roleArn === undefined
      ? principal
      : assumeServiceRole(target.roleArn, target.service, target.sourceArn, sessionName, context);
  const call = (service: string, operation: string, input: object): void => {
    context.call({ service, operation, input, account, region, caller });
  };
  switch (kind) {
    case 'lambda':
      call('lambda', 'Invoke', { FunctionName: target.arn, InvocationType: 'Event', Payload: Buffer.from(target.payload) });
      return true;
    case 'sqs': {
      const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${target.arn.split(':')[5]}`;
      const group = target.messageGroupId === undefined ? {} : { MessageGroupId: target.messageGroupId };
      call('sqs', 'SendMessage', { QueueUrl, MessageBody: target.payload, ...group });
      return true;
    }
    case 'sns':
      call('sns', 'Publish', { TopicArn: target.arn, Message: target.payload });
      return true;
    case 'events':
      context.call({
        service: 'events',
        operation: 'PutEvents',
        input: { Entries: [forwarded(target)] },
        account,
        region,
        // Only EventBridge itself may hand on events whose source is AWS.
        caller: { ...caller, calledVia: target.service },
      });
      return true;
    case 'states': {
      if (target.roleArn === undefined)
        throw new AwsError('ValidationException', `RoleArn is required for target ${target.arn}.`);
      const input: Json = { stateMachineArn: target.arn, input: target.payload, name: target.executionName };
      context.afterCommit(() => {
        context.ports.callStepFunctions({ operation: 'StartExecution', input, account, region, caller }).then(
          () => settle(),
          (error: unknown) => settle(alreadyStarted(error) ? undefined : deliveryError(error)),
        );
      });
      return false;
    }
    default:
      throw new AwsError('ValidationException', `The sandbox delivers to ${targetServices.join(', ')}, not to ${target.arn}.`);
  }
}

const alreadyStarted = (error: unknown): boolean => error instanceof AwsError && error.code === 'ExecutionAlreadyExists';

/** An event that goes on to another bus keeps what it was. */
function forwarded({ payload, arn }: TargetCall): object {
  const event = JSON.parse(payload) as EventEnvelope;
  return {
    EventBusName: arn,
    Source: event.source,
    DetailType: event['detail-type'],
    Detail: JSON.stringify(event.detail),
    Resources: event.resources,
    Time: new Date(event.time),
  };
}
