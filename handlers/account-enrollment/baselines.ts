/** Control Tower's landing zone, baselines and controls. https://docs.aws.amazon.com/controltower/latest/APIReference/API_Operations.html */
import { post } from '../shared/control-tower.ts';
import { allPages } from '../shared/pages.ts';

export interface Baseline {
  readonly arn: string;
  readonly baselineIdentifier: string;
  readonly baselineVersion: string;
  readonly targetIdentifier: string;
  /** ARN of the enabled baseline that an account inherits; absent on units. */
  readonly parentIdentifier?: string;
  readonly driftStatusSummary?: { readonly types?: { readonly inheritance?: { readonly status?: string } } };
  readonly statusSummary: {
    readonly status?: 'SUCCEEDED' | 'FAILED' | 'UNDER_CHANGE';
    readonly lastOperationIdentifier?: string;
  };
}

export interface LandingZone {
  readonly arn: string;
  readonly version: string;
  readonly status: string;
  readonly driftStatus?: { readonly status?: string };
  readonly remediationTypes?: readonly string[];
  readonly manifest?: {
    readonly governedRegions?: readonly string[];
    readonly centralizedLogging?: { readonly accountId?: string };
    readonly securityRoles?: { readonly accountId?: string };
  };
}

interface Filter {
  readonly targetIdentifiers?: readonly string[];
  readonly statuses?: readonly string[];
  readonly parentIdentifiers?: readonly string[];
}

/** Enabled baselines of units and their accounts. */
export function readBaselines(filter?: Filter): Promise<Baseline[]> {
  return allPages(
    (nextToken) =>
      post<{ enabledBaselines: Baseline[]; nextToken?: string }>('/list-enabled-baselines', {
        includeChildren: true,
        maxResults: 100,
        ...(filter ? { filter } : {}),
        ...(nextToken ? { nextToken } : {}),
      }),
    (page) => page.enabledBaselines,
    (page) => page.nextToken,
  );
}

/** The landing zone, or undefined where there is none. */
export async function readLandingZone(): Promise<LandingZone | undefined> {
  const { landingZones } = await post<{ landingZones: { arn: string }[] }>('/list-landingzones', {});
  const [first] = landingZones;
  if (!first) return undefined;
  return (await post<{ landingZone: LandingZone }>('/get-landingzone', { landingZoneIdentifier: first.arn })).landingZone;
}

/** Starts a reset of a unit's baseline: its accounts get it anew. Returns the operation's id. */
export async function resetBaseline(enabledBaselineIdentifier: string): Promise<string> {
  return (await post<{ operationIdentifier: string }>('/reset-enabled-baseline', { enabledBaselineIdentifier }))
    .operationIdentifier;
}

export interface BaselineOperation {
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly statusMessage?: string;
}

export async function readBaselineOperation(operationIdentifier: string): Promise<BaselineOperation> {
  const { baselineOperation } = await post<{ baselineOperation: BaselineOperation }>('/get-baseline-operation', {
    operationIdentifier,
  });
  return baselineOperation;
}

export interface EnabledControl {
  readonly controlIdentifier: string;
  readonly statusSummary?: { readonly status?: string };
}

/** Controls that are enabled on a unit. */
export function readEnabledControls(targetIdentifier: string): Promise<EnabledControl[]> {
  return allPages(
    (nextToken) =>
      post<{ enabledControls: EnabledControl[]; nextToken?: string }>('/list-enabled-controls', {
        targetIdentifier,
        ...(nextToken ? { nextToken } : {}),
      }),
    (page) => page.enabledControls,
    (page) => page.nextToken,
  );
}

export async function enableControl(controlIdentifier: string, targetIdentifier: string): Promise<void> {
  await post('/enable-control', { controlIdentifier, targetIdentifier });
}
