/**
 * Service control policies: at every level from the root to the account some SCP must allow the action, and none may deny it
 * (Organizations user guide: SCP evaluation). They do not bind the management account, service principals or service-linked roles.
 */
import type { Caller } from '../core/service.ts';
import type { Store } from '../core/store.ts';
import { effectivePolicies } from '../organizations/effective-policies.ts';
import { organizationIndexes } from '../organizations/indexes.ts';
import { accountTable, organizationTable } from '../organizations/rows.ts';
import { lineage, resourceArn } from '../organizations/tree.ts';
import { evaluate, type MatchedStatement, type NamedPolicy, type Subject } from './evaluate.ts';

export interface ServiceControl {
  readonly allowed: boolean;
  /** The denying statement, or none when no SCP of some level allows the action. */
  readonly deny?: MatchedStatement;
}

const free: ServiceControl = { allowed: true };

/**
 * What the SCPs above the caller's account that are in force at `now` say; `along` are the root, OUs and account whose SCPs count, where not
 * those it is under.
 */
export function serviceControl(
  store: Store,
  caller: Caller,
  subject: Subject,
  now: number,
  along?: readonly string[],
): ServiceControl {
  const organization = organizationTable(store).get('organization');
  if (!organization?.policyTypes.includes('SERVICE_CONTROL_POLICY') || !bound(store, caller, organization.managementAccount))
    return free;
  const levels = (along ?? lineage(store, caller.account)).map((target) =>
    evaluate(policiesOn(store, target, now), 'scp', subject),
  );
  const deny = levels.flatMap(({ denies }) => denies)[0];
  if (deny) return { allowed: false, deny };
  return { allowed: levels.every(({ allows }) => allows.length > 0) };
}

function bound(store: Store, caller: Caller, managementAccount: string): boolean {
  if (caller.kind === 'service' || caller.account === managementAccount) return false;
  return accountTable(store).has(caller.account) && !caller.roleArn?.includes(':role/aws-service-role/');
}

function policiesOn(store: Store, target: string, now: number): NamedPolicy[] {
  const attached = organizationIndexes(store).policiesOf(target);
  return effectivePolicies(store, target, attached, now).flatMap(({ id, type, content }) =>
    type === 'SERVICE_CONTROL_POLICY' ? [{ name: resourceArn(store, id), document: content }] : [],
  );
}
