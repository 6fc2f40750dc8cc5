/** Control Tower's lifecycle events, as AWS writes them (user guide, "Lifecycle events in AWS Control Tower"). */
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';

export interface ManagedAccountOutcome {
  /** `UpdateManagedAccount` also when a retried creation finds the account. */
  readonly eventName: 'CreateManagedAccount' | 'UpdateManagedAccount';
  readonly organizationalUnitName: string;
  readonly organizationalUnitId: string;
  readonly accountName: string;
  /** Undefined when there is none: the event then says `Not Available`. */
  readonly accountId: string | undefined;
  readonly state: 'SUCCEEDED' | 'FAILED';
  /** AWS's text for success when undefined. */
  readonly message?: string;
  readonly requestedAt: number;
  readonly completedAt: number;
}

/** `detail` of CreateManagedAccount or UpdateManagedAccount. It names neither the e-mail address, nor the product, nor a token. */
export function managedAccountDetail(context: CallContext, outcome: ManagedAccountOutcome): Json {
  const created = outcome.eventName === 'CreateManagedAccount';
  const success = `AWS Control Tower successfully ${created ? 'created' : 'updated'} a managed account.`;
  const failure = `AWS Control Tower failed to ${created ? 'create' : 'update'} a managed account.`;
  return serviceEventDetail(context, outcome.eventName, {
    [created ? 'createManagedAccountStatus' : 'updateManagedAccountStatus']: {
      organizationalUnit: {
        organizationalUnitName: outcome.organizationalUnitName,
        organizationalUnitId: outcome.organizationalUnitId,
      },
      account: { accountName: outcome.accountName, accountId: outcome.accountId ?? 'Not Available' },
      state: outcome.state,
      message: outcome.message ?? (outcome.state === 'SUCCEEDED' ? success : failure),
      requestedTimestamp: offsetTimestamp(outcome.requestedAt),
      completedTimestamp: offsetTimestamp(outcome.completedAt),
    },
  });
}

/** `detail` of RegisterOrganizationalUnit or DeregisterOrganizationalUnit. */
export function organizationalUnitDetail(
  context: CallContext,
  outcome: {
    readonly eventName: 'RegisterOrganizationalUnit' | 'DeregisterOrganizationalUnit';
    readonly organizationalUnitName: string;
    readonly organizationalUnitId: string;
    readonly state: 'SUCCEEDED' | 'FAILED';
    readonly requestedAt: number;
    readonly completedAt: number;
  },
): Json {
  const registered = outcome.eventName === 'RegisterOrganizationalUnit';
  const verb = registered ? 'registered' : 'deregistered';
  return serviceEventDetail(context, outcome.eventName, {
    [registered ? 'registerOrganizationalUnitStatus' : 'deregisterOrganizationalUnitStatus']: {
      organizationalUnit: {
        organizationalUnitName: outcome.organizationalUnitName,
        organizationalUnitId: outcome.organizationalUnitId,
      },
      state: outcome.state,
      message:
        outcome.state === 'SUCCEEDED'
          ? `AWS Control Tower successfully ${verb} an organizational unit.`
          : `AWS Control Tower failed to ${registered ? 'register' : 'deregister'} an organizational unit.`,
      requestedTimestamp: offsetTimestamp(outcome.requestedAt),
      completedTimestamp: offsetTimestamp(outcome.completedAt),
    },
  });
}

/** Sends a lifecycle event to the default bus of the management account in the home Region. */
export function emitLifecycleEvent(context: CallContext, detail: Json): void {
  context.emit({
    source: 'aws.controltower',
    'detail-type': 'AWS Service Event via CloudTrail',
    detail,
    account: context.settings.managementAccount,
    region: context.settings.homeRegion,
  });
}

function serviceEventDetail(context: CallContext, eventName: string, serviceEventDetails: Json): Json {
  return {
    eventVersion: '1.05',
    userIdentity: { accountId: context.settings.managementAccount, invokedBy: 'AWS Internal' },
    eventTime: new Date(context.now).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    eventSource: 'controltower.amazonaws.com',
    eventName,
    awsRegion: context.settings.homeRegion,
    sourceIPAddress: 'AWS Internal',
    userAgent: 'AWS Internal',
    eventID: context.uuid(),
    readOnly: false,
    eventType: 'AwsServiceEvent',
    serviceEventDetails,
  };
}

/** `2026-11-23T09:00:00+0000`, the form of these timestamps in the events. */
function offsetTimestamp(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, '+0000');
}
