/** The policies that apply to a caller as such: of its role, its boundary and its session. */
import type { Caller } from '../core/service.ts';
import type { Store } from '../core/store.ts';
import { awsManagedPolicy } from '../iam/aws-managed-policies.ts';
import { attachedPoliciesOf, inlinePoliciesOf, managedPolicyTable, roleKeyOfArn, roleTable } from '../iam/rows.ts';
import type { NamedPolicy } from './evaluate.ts';

export interface PrincipalPolicies {
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  readonly session?: readonly NamedPolicy[];
}

/** The account's root user may do everything in it. */
const rootPolicy: NamedPolicy = {
  name: 'root',
  document: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
};

/** Policies of the caller. A role that is gone has none, so its sessions are refused from then on. */
export function principalPolicies(store: Store, caller: Caller): PrincipalPolicies {
  if (caller.kind === 'root') return { identity: [rootPolicy] };
  const role = caller.roleArn === undefined ? undefined : roleKeyOfArn(caller.roleArn);
  const row = role && roleTable(store).get(role.key);
  if (!row) return { identity: [] };
  const inline = inlinePoliciesOf(store, role.key).map(({ name, document }) => ({ name, document }));
  const managed = attachedPoliciesOf(store, role.key).flatMap((arn) => managedPolicy(store, arn) ?? []);
  const boundary = row.permissionsBoundary === undefined ? undefined : managedPolicy(store, row.permissionsBoundary);
  return {
    identity: [...inline, ...managed],
    ...(boundary ? { boundary } : {}),
    ...(caller.sessionPolicies?.length
      ? { session: caller.sessionPolicies.map((document, index) => ({ name: `session-${index}`, document })) }
      : {}),
  };
}

/** A managed policy's document in its default version. */
export function managedPolicy(store: Store, arn: string): NamedPolicy | undefined {
  const row = managedPolicyTable(store).get(arn);
  const document = row ? row.versions.find(({ id }) => id === row.defaultVersion)?.document : awsManagedPolicy(arn);
  return document === undefined ? undefined : { name: arn, document };
}
