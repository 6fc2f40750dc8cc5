/** How AWS words a refusal (IAM user guide: Troubleshoot access denied error messages) and which code each service gives it. */
import { AwsError } from '../core/errors.ts';
import type { Caller } from '../core/service.ts';
import type { Refusal } from './decide.ts';
import type { PolicyType } from './evaluate.ts';

const names: Readonly<Record<PolicyType, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  scp: 'service control policy',
};

/**
 * `User: ... is not authorized to perform: ... on resource: ... because no identity-based policy allows the ... action`. A denial names its
 * policy where the policy has an ARN and `namesPolicy`.
 */
export function refusalText(caller: Caller, { action, resource, by, deny }: Refusal, namesPolicy = true): string {
  const start = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  const name = by === 'resource' && action === 'sts:AssumeRole' ? 'role trust policy' : names[by];
  if (!deny) return `${start} because no ${name} allows the ${action} action`;
  const article = /^[aeiou]/.test(name) ? 'an' : 'a';
  const policy = namesPolicy && deny.policy.startsWith('arn:') ? `: ${deny.policy}` : '';
  return `${start} with an explicit deny in ${article} ${name}${policy}`;
}

interface Form {
  readonly code: string;
  readonly statusCode: number;
}

/** Services answer the JSON protocol's AccessDeniedException with 400 unless they are listed here. */
const forms = new Map<string, Form>([
  ['sts', { code: 'AccessDenied', statusCode: 403 }],
  ['iam', { code: 'AccessDenied', statusCode: 403 }],
  ['s3', { code: 'AccessDenied', statusCode: 403 }],
  ['route53', { code: 'AccessDenied', statusCode: 403 }],
  ['sqs', { code: 'AccessDenied', statusCode: 403 }],
  ['sns', { code: 'AuthorizationErrorException', statusCode: 403 }],
  ['monitoring', { code: 'AccessDenied', statusCode: 403 }],
  ...['account', 'controltower', 'lambda', 'route53-recovery-cluster', 'route53-recovery-control-config', 'scheduler'].map(
    (service) => [service, { code: 'AccessDeniedException', statusCode: 403 }] as const,
  ),
]);

/** The error that `service` answers a refused call with. */
export function accessDenied(service: string, caller: Caller, refusal: Refusal, namesPolicy = true): AwsError {
  const { code, statusCode } = forms.get(service) ?? { code: 'AccessDeniedException', statusCode: 400 };
  return new AwsError(code, refusalText(caller, refusal, namesPolicy), { statusCode });
}
