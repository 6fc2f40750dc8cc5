/** The limits that other services enforce, with approved increases. */
import type { CallContext } from '../core/service.ts';
import type { QuotaDefinition } from './catalogue.ts';
import { globalRegion, quotaDefinitions } from './catalogue.ts';
import { appliedQuotaTable } from './rows.ts';

/** Accounts that the organization may have. */
export function accountLimit(context: CallContext): number {
  return limit(context, 'organizations');
}

/** Control Tower's concurrent account operations. */
export function controlTowerSlots(context: CallContext): number {
  return limit(context, 'controltower');
}

/** Both are quotas of the management account, in the one Region in which they are kept. */
function limit(context: CallContext, serviceCode: string): number {
  const quota: QuotaDefinition = quotaDefinitions.find((candidate) => candidate.serviceCode === serviceCode)!;
  const region = quota.global ? globalRegion : context.settings.homeRegion;
  const key = `${context.settings.managementAccount}/${region}/${serviceCode}/${quota.quotaCode}`;
  return appliedQuotaTable(context).get(key)?.value ?? quota.initialValue?.(context) ?? quota.defaultValue;
}
