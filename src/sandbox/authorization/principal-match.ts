/** Whether a resource policy's Principal element names a caller (IAM user guide: AWS JSON policy elements, Principal). */
import type { Caller } from '../core/service.ts';
import type { Principals } from './policy.ts';

/** The element names the caller itself, its role, everybody, or its service. */
export function namesCaller(principals: Principals, caller: Caller): boolean {
  if (caller.kind === 'service')
    return (principals.get('Service') ?? []).some((name) => name === '*' || name === caller.arn) || everybody(principals);
  const own = new Set([caller.arn, ...(caller.roleArn === undefined ? [] : [caller.roleArn])]);
  return everybody(principals) || (principals.get('AWS') ?? []).some((name) => own.has(name));
}

/** The element names the caller's account, which leaves the decision to the account's identity policies. */
export function namesAccount(principals: Principals, caller: Caller): boolean {
  if (caller.kind === 'service') return false;
  const names = principals.get('AWS') ?? [];
  return names.includes(caller.account) || names.includes(`arn:aws:iam::${caller.account}:root`);
}

function everybody(principals: Principals): boolean {
  return principals.get('AWS')?.includes('*') ?? false;
}
