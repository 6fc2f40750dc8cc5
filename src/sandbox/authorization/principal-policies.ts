/** The policies that apply to a caller as such: of its role, its boundary and its session. */
import type { Caller } from '../core/service.ts';
import { perStore } from '../core/indexes.ts';
import type { Store } from '../core/store.ts';
import { awsManagedPolicy } from '../iam/aws-managed-policies.ts';
import {
  attachedPoliciesOf,
  inlinePoliciesOf,
  managedPolicyTable,
  roleAttachmentTable,
  roleKeyOfArn,
  rolePolicyTable,
  roleTable,
} from '../iam/rows.ts';
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
  const own = role && rolePolicies(store, role.key);
  if (!own) return { identity: [] };
  return {
    ...own,
    ...(caller.sessionPolicies?.length
      ? { session: caller.sessionPolicies.map((document, index) => ({ name: `session-${index}`, document })) }
      : {}),
  };
}

/** What was gathered of each role since anything in IAM changed last. */
const gathered = perStore((store) => {
  const policies = new Map<string, PrincipalPolicies | undefined>();
  const forget = (): void => policies.clear();
  for (const table of [roleTable(store), rolePolicyTable(store), roleAttachmentTable(store), managedPolicyTable(store)])
    table.onChange(forget);
  return policies;
});

/** The policies of a role and its boundary; undefined for one that is not there. */
function rolePolicies(store: Store, key: string): PrincipalPolicies | undefined {
  const known = gathered(store);
  if (known.has(key)) return known.get(key);
  const row = roleTable(store).get(key);
  const boundary = row?.permissionsBoundary === undefined ? undefined : managedPolicy(store, row.permissionsBoundary);
  const policies = row && {
    identity: [
      ...inlinePoliciesOf(store, key).map(({ name, document }) => ({ name, document })),
      ...attachedPoliciesOf(store, key).flatMap((arn) => managedPolicy(store, arn) ?? []),
    ],
    ...(boundary ? { boundary } : {}),
  };
  known.set(key, policies);
  return policies;
}

/** A managed policy's document in its default version. */
export function managedPolicy(store: Store, arn: string): NamedPolicy | undefined {
  const row = managedPolicyTable(store).get(arn);
  const document = row ? row.versions.find(({ id }) => id === row.defaultVersion)?.document : awsManagedPolicy(arn);
  return document === undefined ? undefined : { name: arn, document };
}
