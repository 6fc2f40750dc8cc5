import type { Json } from '../core/json.ts';
import type { Caller } from '../core/service.ts';

/** Who made a call, as CloudTrail tells it. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export function userIdentity({ kind, arn, account, roleArn }: Caller): Json {
  if (kind === 'service') return { type: 'AWSService', invokedBy: arn };
  if (kind !== 'role' || roleArn === undefined) return { type: kind === 'root' ? 'Root' : 'IAMUser', arn, accountId: account };
  return {
    type: 'AssumedRole',
    arn,
    accountId: account,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: roleArn,
        accountId: account,
        userName: roleArn.slice(roleArn.lastIndexOf('/') + 1),
      },
    },
  };
}
