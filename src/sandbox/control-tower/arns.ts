/** ARNs of Control Tower's resources (service authorization reference, AWS Control Tower). */
import type { CallContext } from '../core/service.ts';

/** Identifiers of the baselines that AWS publishes, by name. The same in every Region (ListBaselines). */
export const baselines = {
  AWSControlTowerBaseline: {
    id: '17BSJV3IGJ2QSGA2',
    description: 'Sets up resources and mandatory controls for member accounts within the target OU.',
  },
  IdentityCenterBaseline: { id: 'LN25R72TTG6IGPTQ', description: 'Sets up shared resources for AWS Identity Center.' },
  AuditBaseline: {
    id: '4T4HA1KMO10S6311',
    description: 'Sets up resources to monitor security and compliance of accounts in your organization.',
  },
  LogArchiveBaseline: {
    id: 'J8HX46AHS5MIKQPD',
    description: 'Sets up a central repository for logs of API activities and resource configurations.',
  },
} as const;

export function baselineArn(context: CallContext, name: keyof typeof baselines): string {
  return `arn:aws:controltower:${context.settings.homeRegion}::baseline/${baselines[name].id}`;
}

export function enabledBaselineArn(context: CallContext, id: string): string {
  return `arn:aws:controltower:${context.settings.homeRegion}:${context.settings.managementAccount}:enabledbaseline/${id}`;
}

export function enabledControlArn(context: CallContext, id: string): string {
  return `arn:aws:controltower:${context.settings.homeRegion}:${context.settings.managementAccount}:enabledcontrol/${id}`;
}

export function landingZoneArn(context: CallContext, id: string): string {
  return `arn:aws:controltower:${context.settings.homeRegion}:${context.settings.managementAccount}:landingzone/${id}`;
}
