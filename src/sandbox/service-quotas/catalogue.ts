/** The quotas that the workflows read or raise. Codes and defaults are AWS's (Service Quotas console). */
import type { CallContext } from '../core/service.ts';

export interface QuotaDefinition {
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly quotaCode: string;
  readonly quotaName: string;
  readonly adjustable: boolean;
  /** Global quotas are kept in us-east-1 only, and belong to the management account. */
  readonly global: boolean;
  readonly defaultValue: number;
  /** More than this is denied. */
  readonly maximum?: number;
  /** What an organization or a new account starts with, where it is not the default. */
  readonly initialValue?: (context: CallContext) => number;
}

export const quotaDefinitions: readonly QuotaDefinition[] = [
  {
    serviceCode: 'organizations',
    serviceName: 'AWS Organizations',
    quotaCode: 'L-29A0C5DF',
    quotaName: 'Default maximum number of accounts',
    adjustable: true,
    global: true,
    defaultValue: 10,
    initialValue: ({ settings }) => settings.quotas['organizations/accounts'] ?? 10,
  },
  {
    serviceCode: 'controltower',
    serviceName: 'AWS Control Tower',
    // The code of this quota is not in AWS's public pages; it is ours.
    quotaCode: 'L-CONCURRENT',
    quotaName: 'Concurrent account operations',
    adjustable: true,
    global: false,
    defaultValue: 5,
    maximum: 10,
    initialValue: ({ settings }) => settings.controlTowerSlots,
  },
  {
    serviceCode: 'lambda',
    serviceName: 'AWS Lambda',
    quotaCode: 'L-B99A9384',
    quotaName: 'Concurrent executions',
    adjustable: true,
    global: false,
    defaultValue: 1000,
    // New accounts begin with less than the default (Lambda developer guide, quotas).
    initialValue: () => 10,
  },
];

/** The Region of quotas that are not a Region's own. */
export const globalRegion = 'us-east-1';

/** The quota of that code. Global ones are known in us-east-1 only. */
export function findQuota(serviceCode: string, quotaCode: string, region: string): QuotaDefinition | undefined {
  return quotaDefinitions.find(
    (quota) => quota.serviceCode === serviceCode && quota.quotaCode === quotaCode && (!quota.global || region === globalRegion),
  );
}
