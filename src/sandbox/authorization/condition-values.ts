/** Values of the global condition keys of a request (IAM user guide: AWS global condition context keys). */
import type { Caller, Permission } from '../core/service.ts';
import type { Store } from '../core/store.ts';
import { accountTable, organizationTable, resourceTagsTable } from '../organizations/rows.ts';
import { organizationPath } from '../organizations/tree.ts';
import { roleKeyOfArn, roleTable } from '../iam/rows.ts';
import type { ConditionValues } from './patterns.ts';

/** Where and when a call is made. */
export interface CallSite {
  readonly region: string;
  /** Virtual milliseconds. */
  readonly now: number;
  /** Address of the client; calls in process come from 127.0.0.1. */
  readonly sourceIp?: string;
}

/**
 * The keys of the request for one resource, in lower case. Keys that the operation gives (`permission.conditions`) win. Most statements have
 * no condition, so the values are gathered when one is read.
 */
export function conditionValues(
  store: Store,
  caller: Caller,
  permission: Permission,
  resource: string,
  resourceAccount: string,
  site: CallSite,
): ConditionValues {
  let values: ConditionValues | undefined;
  return { get: (key) => (values ??= gather(store, caller, permission, resource, resourceAccount, site)).get(key) };
}

function gather(
  store: Store,
  caller: Caller,
  permission: Permission,
  resource: string,
  resourceAccount: string,
  site: CallSite,
): ConditionValues {
  const values = new Map<string, readonly string[]>();
  const set = (key: string, value: string | readonly string[] | undefined): void => {
    if (value !== undefined) values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  };

  set('aws:CurrentTime', new Date(site.now).toISOString());
  set('aws:EpochTime', String(Math.floor(site.now / 1000)));
  set('aws:RequestedRegion', site.region);
  set('aws:SecureTransport', 'true');
  if (!caller.calledVia && caller.kind !== 'service') set('aws:SourceIp', site.sourceIp ?? '127.0.0.1');
  set('aws:ViaAWSService', String(caller.calledVia !== undefined));
  set('aws:CalledVia', caller.calledVia === undefined ? undefined : [caller.calledVia]);
  set('aws:CalledViaFirst', caller.calledVia);
  set('aws:CalledViaLast', caller.calledVia);

  set('aws:PrincipalIsAWSService', String(caller.kind === 'service'));
  if (caller.kind === 'service') {
    set('aws:PrincipalServiceName', caller.arn);
    set('aws:PrincipalServiceNamesList', [caller.arn]);
    set('aws:SourceArn', caller.sourceArn);
    if (caller.sourceArn !== undefined) set('aws:SourceAccount', caller.sourceArn.split(':')[4] || caller.account);
  } else {
    set('aws:PrincipalArn', caller.roleArn ?? caller.arn);
    set('aws:PrincipalAccount', caller.account);
    set('aws:PrincipalType', { role: 'AssumedRole', user: 'User', root: 'Account' }[caller.kind]);
    setOrganization('aws:Principal', caller.account);
    setPrincipalTags();
  }
  set('aws:ResourceAccount', resourceAccount);
  setOrganization('aws:Resource', resourceAccount);
  // Tags of accounts, OUs and policies; other services give their resources' tags as conditions of the permission.
  for (const { key, value } of resourceTagsTable(store).get(resource.split('/').at(-1) ?? '')?.tags ?? []) {
    set(`aws:ResourceTag/${key}`, value);
  }
  for (const [key, value] of Object.entries(permission.conditions ?? {})) set(key, value);
  return values;

  function setOrganization(prefix: string, account: string): void {
    if (!accountTable(store).has(account)) return;
    set(`${prefix}OrgID`, organizationTable(store).get('organization')?.id);
    set(`${prefix}OrgPaths`, [organizationPath(store, account)]);
  }

  function setPrincipalTags(): void {
    const role = caller.roleArn === undefined ? undefined : roleKeyOfArn(caller.roleArn);
    const row = role && roleTable(store).get(role.key);
    for (const { Key, Value } of row?.tags ?? []) set(`aws:PrincipalTag/${Key}`, Value);
    for (const [key, value] of Object.entries(caller.sessionTags ?? {})) set(`aws:PrincipalTag/${key}`, value);
    if (row) set('aws:userid', `${row.id}:${caller.sessionName ?? ''}`);
  }
}
