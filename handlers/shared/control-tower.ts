/**
 * Control Tower's baseline operations, which the SDK client that we can pin (3.332.0) does not have: REST-JSON over HTTPS, signed with
 * Signature Version 4. https://docs.aws.amazon.com/controltower/latest/APIReference/API_ListEnabledBaselines.html
 */
import { region } from './runtime.ts';
import { sendSigned } from './signed-request.ts';

/** One baseline enabled on an organizational unit or account. */
export interface EnabledBaseline {
  readonly arn: string;
  readonly baselineIdentifier: string;
  readonly targetIdentifier: string;
  /** ARN of the enabled baseline that this one inherits; absent on units. */
  readonly parentIdentifier?: string;
  readonly statusSummary: { readonly status?: 'SUCCEEDED' | 'FAILED' | 'UNDER_CHANGE' };
}

/** One page of ListEnabledBaselines. Throws an error whose `name` is Control Tower's (ThrottlingException, AccessDeniedException, ...). */
export function listEnabledBaselines(input: {
  readonly nextToken?: string;
  readonly maxResults?: number;
  readonly includeChildren?: boolean;
  readonly filter?: {
    readonly targetIdentifiers?: readonly string[];
    readonly statuses?: readonly EnabledBaseline['statusSummary']['status'][];
  };
}): Promise<{
  enabledBaselines: EnabledBaseline[];
  nextToken?: string;
}> {
  return post('/list-enabled-baselines', input);
}

/** One control enabled on a unit. */
export interface EnabledControl {
  readonly controlIdentifier: string;
  readonly statusSummary?: { readonly status?: 'SUCCEEDED' | 'FAILED' | 'UNDER_CHANGE' };
}

/** One page of ListEnabledControls, on the unit of that ARN. */
export function listEnabledControls(input: { readonly targetIdentifier: string; readonly nextToken?: string }): Promise<{
  enabledControls: EnabledControl[];
  nextToken?: string;
}> {
  return post('/list-enabled-controls', input);
}

/** One call of Control Tower. Throws an error whose `name` is its own. */
export async function post<Output>(path: string, input: object): Promise<Output> {
  const hostname = `controltower.${region()}.amazonaws.com`;
  const body = JSON.stringify(input);
  return (await sendSigned({ service: 'controltower', region: region(), hostname, method: 'POST', path, body })) as Output;
}
