/**
 * Inputs and outputs of Control Tower's operations. The pinned SDK client is older than its baseline operations, so they are stated here
 * (API reference, AWS Control Tower); the wire form is in wire/schemas/controltower.ts.
 */

export interface PagedInput {
  readonly nextToken?: string;
  readonly maxResults?: number;
}

type EnablementStatus = 'SUCCEEDED' | 'FAILED' | 'UNDER_CHANGE';

export interface EnabledBaselineSummary {
  readonly arn: string;
  readonly baselineIdentifier: string;
  readonly baselineVersion: string;
  readonly targetIdentifier: string;
  readonly parentIdentifier?: string;
  readonly driftStatusSummary: { readonly types: { readonly inheritance: { readonly status: 'IN_SYNC' | 'DRIFTED' } } };
  readonly statusSummary: { readonly status: EnablementStatus; readonly lastOperationIdentifier?: string };
}

export interface ListEnabledBaselinesInput extends PagedInput {
  readonly includeChildren?: boolean;
  readonly filter?: {
    readonly targetIdentifiers?: readonly string[];
    readonly baselineIdentifiers?: readonly string[];
    readonly parentIdentifiers?: readonly string[];
    readonly statuses?: readonly string[];
    readonly inheritanceDriftStatuses?: readonly string[];
  };
}

export interface ListEnabledBaselinesOutput {
  readonly enabledBaselines: readonly EnabledBaselineSummary[];
  readonly nextToken?: string;
}

export interface EnabledBaselineInput {
  readonly enabledBaselineIdentifier?: string;
}

export interface EnableBaselineInput {
  readonly baselineIdentifier?: string;
  readonly baselineVersion?: string;
  readonly targetIdentifier?: string;
}

export interface UpdateEnabledBaselineInput extends EnabledBaselineInput {
  readonly baselineVersion?: string;
}

export interface OperationOutput {
  readonly operationIdentifier: string;
}

export interface OperationWithArnOutput extends OperationOutput {
  readonly arn: string;
}

export interface OperationInput {
  readonly operationIdentifier?: string;
}

export interface BaselineOperationOutput {
  readonly baselineOperation: {
    readonly operationIdentifier: string;
    readonly operationType: string;
    readonly status: string;
    readonly startTime: Date;
    readonly endTime?: Date;
    readonly statusMessage?: string;
  };
}

export interface ControlInput {
  readonly controlIdentifier?: string;
  readonly targetIdentifier?: string;
}

export interface DisableControlInput extends ControlInput {
  readonly enabledControlIdentifier?: string;
}

export interface ControlOperationOutput {
  readonly controlOperation: {
    readonly operationIdentifier: string;
    readonly operationType: string;
    readonly status: string;
    readonly startTime: Date;
    readonly endTime?: Date;
    readonly statusMessage?: string;
    readonly controlIdentifier: string;
    readonly targetIdentifier: string;
    readonly enabledControlIdentifier: string;
  };
}

export interface ListEnabledControlsInput extends PagedInput {
  readonly targetIdentifier?: string;
  readonly filter?: { readonly controlIdentifiers?: readonly string[]; readonly statuses?: readonly string[] };
}

export interface EnabledControlSummary {
  readonly arn: string;
  readonly controlIdentifier: string;
  readonly targetIdentifier: string;
  readonly statusSummary: { readonly status: EnablementStatus; readonly lastOperationIdentifier: string };
  readonly driftStatusSummary: { readonly driftStatus: 'IN_SYNC' };
}

export interface ListEnabledControlsOutput {
  readonly enabledControls: readonly EnabledControlSummary[];
  readonly nextToken?: string;
}

export interface ListBaselinesOutput {
  readonly baselines: readonly { readonly arn: string; readonly name: string; readonly description: string }[];
}

export interface LandingZoneOutput {
  readonly landingZone: {
    readonly arn: string;
    readonly version: string;
    readonly latestAvailableVersion: string;
    readonly status: string;
    readonly driftStatus: { readonly status: string };
    readonly remediationTypes: readonly string[];
    readonly manifest: {
      readonly governedRegions: readonly string[];
      readonly centralizedLogging?: { readonly accountId: string };
      readonly securityRoles?: { readonly accountId: string };
    };
  };
}
