/** Who acted on an execution: read from CloudTrail where it tells, else declared. */
import type { JsonObject } from './json.ts';
import { isObject, parseJson } from './json.ts';

export interface Actor {
  /** StartExecution, StopExecution, RedriveExecution. */
  readonly action: string;
  readonly identity: string;
  /** `cloudtrail`: AWS recorded it. `declared`: somebody said so. */
  readonly verified: 'cloudtrail' | 'declared';
  readonly at?: string;
  readonly eventId?: string;
}

/** Actions of the Step Functions API that an auditor asks about. */
export const actorActions = ['StartExecution', 'RedriveExecution', 'StopExecution'] as const;

/**
 * The actor of a CloudTrail event (`CloudTrailEvent`, a JSON text) when it is about the execution; undefined otherwise.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cloud-trail.html
 */
export function actorOf(cloudTrailEvent: string | undefined, executionArn: string): Actor | undefined {
  const event = parseJson(cloudTrailEvent);
  if (!isObject(event)) return undefined;
  const arns = [event['responseElements'], event['requestParameters']].map((part) =>
    isObject(part) ? part['executionArn'] : undefined,
  );
  if (!arns.includes(executionArn)) return undefined;
  const identity = identityIn(event['userIdentity']);
  if (identity === undefined) return undefined;
  return {
    action: String(event['eventName']),
    identity,
    verified: 'cloudtrail',
    at: String(event['eventTime']),
    eventId: String(event['eventID']),
  };
}

function identityIn(userIdentity: unknown): string | undefined {
  if (!isObject(userIdentity)) return undefined;
  const { arn, invokedBy }: JsonObject = userIdentity;
  return typeof arn === 'string' ? arn : typeof invokedBy === 'string' ? invokedBy : undefined;
}
