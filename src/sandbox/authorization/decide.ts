/**
 * The one decision about every call (IAM user guide: Policy evaluation logic): an explicit deny anywhere wins; then SCPs, the resource's
 * policy, the caller's identity policies, its boundary and its session each have their say.
 */
import type { Caller, Permission } from '../core/service.ts';
import type { Store } from '../core/store.ts';
import { conditionValues, type CallSite } from './condition-values.ts';
import { evaluate, type Evaluation, type MatchedStatement, type PolicyType, type Subject } from './evaluate.ts';
import { namesAccount, namesCaller } from './principal-match.ts';
import { principalPolicies, type PrincipalPolicies } from './principal-policies.ts';
import { serviceControl } from './service-control-policies.ts';

/** Why a request was refused. */
export interface Refusal {
  readonly action: string;
  readonly resource: string;
  readonly by: PolicyType;
  /** The denying statement; absent when nothing allowed the action. */
  readonly deny?: MatchedStatement;
}

/** The decision about one action on one resource, with the statements that made it: what the call log keeps. */
export interface Ruling {
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  readonly matched: readonly MatchedStatement[];
}

/** The decision about a whole call: allowed when every permission is allowed on every resource. */
export interface Decision {
  readonly allowed: boolean;
  readonly refusal?: Refusal;
  readonly rulings: readonly Ruling[];
}

const nothing: Evaluation = { denies: [], allows: [] };

/** Decides about all permissions that a call needs; stops at the first refusal, as AWS does. */
export function decide(store: Store, caller: Caller, permissions: readonly Permission[], site: CallSite): Decision {
  const policies = principalPolicies(store, caller);
  const rulings: Ruling[] = [];
  for (const permission of permissions) {
    for (const resource of permission.resources) {
      const { ruling, refusal } = rule(store, caller, policies, permission, resource, site);
      rulings.push(ruling);
      if (refusal) return { allowed: false, refusal, rulings };
    }
  }
  return { allowed: true, rulings };
}

function rule(
  store: Store,
  caller: Caller,
  policies: PrincipalPolicies,
  permission: Permission,
  resource: string,
  site: CallSite,
): { ruling: Ruling; refusal?: Refusal } {
  const { action } = permission;
  const owner = permission.resourceAccount ?? accountOfArn(resource) ?? caller.account;
  const subject: Subject = { action, resource, values: conditionValues(store, caller, permission, resource, owner, site) };
  const refuse = (by: PolicyType, deny?: MatchedStatement): { ruling: Ruling; refusal: Refusal } => ({
    ruling: { action, resource, allowed: false, matched: deny ? [deny] : [] },
    refusal: { action, resource, by, ...(deny ? { deny } : {}) },
  });

  const resourcePolicies =
    permission.resourcePolicy === undefined ? [] : [{ name: 'resource', document: permission.resourcePolicy }];
  const direct = evaluate(resourcePolicies, 'resource', subject, (principals) => namesCaller(principals, caller));
  if (caller.kind === 'service') {
    const [deny] = direct.denies;
    if (deny) return refuse('resource', deny);
    if ('resourcePolicy' in permission && direct.allows.length === 0) return refuse('resource');
    return { ruling: { action, resource, allowed: true, matched: direct.allows } };
  }

  const viaAccount = evaluate(resourcePolicies, 'resource', subject, (principals) => namesAccount(principals, caller));
  const control = serviceControl(store, caller, subject, site.now);
  const identity = evaluate(policies.identity, 'identity', subject);
  const boundary = policies.boundary && evaluate([policies.boundary], 'boundary', subject);
  const session = policies.session && evaluate(policies.session, 'session', subject);

  for (const [by, denies] of [
    ['scp', control.deny ? [control.deny] : []],
    ['resource', [...direct.denies, ...viaAccount.denies]],
    ['identity', identity.denies],
    ['boundary', (boundary ?? nothing).denies],
    ['session', (session ?? nothing).denies],
  ] as const) {
    const [deny] = denies;
    if (deny) return refuse(by, deny);
  }
  if (!control.allowed) return refuse('scp');

  const sameAccount = owner === caller.account;
  const grantedDirectly = direct.allows.length > 0;
  const grantedToAccount = viaAccount.allows.length > 0;
  const resourceMustAllow = permission.resourcePolicyRequired || (!sameAccount && 'resourcePolicy' in permission);
  if (resourceMustAllow && !grantedDirectly && !grantedToAccount) return refuse('resource');
  const identityNeeded = !(sameAccount && grantedDirectly);
  if (identityNeeded && identity.allows.length === 0) return refuse('identity');
  if (boundary && boundary.allows.length === 0) return refuse('boundary');
  if (session && session.allows.length === 0) return refuse('session');
  const matched = [
    ...identity.allows,
    ...direct.allows,
    ...viaAccount.allows,
    ...(boundary?.allows ?? []),
    ...(session?.allows ?? []),
  ];
  return { ruling: { action, resource, allowed: true, matched } };
}

function accountOfArn(resource: string): string | undefined {
  const account = resource.split(':')[4];
  return account && /^\d{12}$/.test(account) ? account : undefined;
}
