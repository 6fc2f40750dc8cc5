/** The person at the command line: a role in each account with a target that may do everything there, as AdministratorAccess does. */
import { AwsError } from '../sandbox/core/errors.ts';
import type { Caller } from '../sandbox/core/service.ts';
import { administrator, type ApiCall } from './deploy-targets.ts';
import { roleCaller } from './states/permissions.ts';

/** Ours, not AWS's: on AWS it is the role or user that the person signed in with. */
const roleName = 'GroundcrewOperator';

/** Gives the operator's session in an account by the caller's name. */
export type Operator = (callerName: string, account: string) => Caller;

/** Makes the role in each account where it is not there. IAM is called in `region`. */
export async function makeOperator(call: ApiCall, accounts: readonly string[], region: string): Promise<Operator> {
  for (const account of new Set(accounts)) await makeRole(call, account, region);
  return (callerName, account) => roleCaller(`arn:aws:iam::${account}:role/${roleName}`, sessionName(callerName));
}

async function makeRole(call: ApiCall, account: string, region: string): Promise<void> {
  const place = { service: 'iam', account, region, caller: administrator(account) };
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
  };
  try {
    await call({
      ...place,
      operation: 'CreateRole',
      input: { RoleName: roleName, AssumeRolePolicyDocument: JSON.stringify(trust) },
    });
    const policy = { Version: '2012-10-17', Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' }] };
    await call({
      ...place,
      operation: 'PutRolePolicy',
      input: { RoleName: roleName, PolicyName: 'everything', PolicyDocument: JSON.stringify(policy) },
    });
  } catch (error) {
    if (!(error instanceof AwsError && error.code.startsWith('EntityAlreadyExists'))) throw error;
  }
}

/** STS's form of a session name: 2 to 64 of [\w+=,.@-]. */
function sessionName(callerName: string): string {
  return callerName
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');
}
