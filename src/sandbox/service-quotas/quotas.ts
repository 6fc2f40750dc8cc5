/** Reading quotas and asking for more. */
import type {
  GetAWSDefaultServiceQuotaRequest,
  GetAWSDefaultServiceQuotaResponse,
  GetRequestedServiceQuotaChangeRequest,
  GetRequestedServiceQuotaChangeResponse,
  GetServiceQuotaRequest,
  GetServiceQuotaResponse,
  ListRequestedServiceQuotaChangeHistoryByQuotaRequest,
  ListRequestedServiceQuotaChangeHistoryByQuotaResponse,
  ListServiceQuotasRequest,
  ListServiceQuotasResponse,
  RequestedServiceQuotaChange,
  RequestServiceQuotaIncreaseRequest,
  RequestServiceQuotaIncreaseResponse,
  ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import type { Constraints } from '../core/constraints.ts';
import { validationMessage, violations } from '../core/constraints.ts';
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { pageOf } from '../core/paging.ts';
import { sample } from '../core/random.ts';
import type { CallContext, Duration, Operation, OperationTable, Permission } from '../core/service.ts';
import type { QuotaDefinition } from './catalogue.ts';
import { findQuota, globalRegion, quotaDefinitions } from './catalogue.ts';
import type { QuotaRequestRow } from './rows.ts';
import { appliedQuotaTable, quotaRequestTable, requestsForQuota } from './rows.ts';

/** Small increases are approved within minutes, larger ones go to AWS Support. The figures are ours. */
const takes: Duration = { median: 20 * 60_000, minimum: 2 * 60_000, maximum: 3 * 24 * 60 * 60_000 };

const codes: Constraints = {
  ServiceCode: { required: true, min: 1, max: 63, pattern: '[a-zA-Z][a-zA-Z0-9\\-]{1,63}' },
  QuotaCode: { required: true, min: 1, max: 128, pattern: '[a-zA-Z][a-zA-Z0-9\\-]{1,128}' },
};

function quotaOperation<Input extends object, Output>(definition: {
  readonly constraints: Constraints;
  readonly permissions?: (input: Input, context: CallContext) => readonly Permission[];
  readonly handle: (input: Input, context: CallContext) => Output;
}): Operation<Input, Output> {
  const { constraints, permissions, handle } = definition;
  return {
    ...(permissions ? { permissions } : {}),
    handle: (input, context) => {
      const found = violations(input, constraints);
      if (found.length > 0) throw new AwsError('IllegalArgumentException', validationMessage(found));
      return handle(input, context);
    },
  };
}

function noSuchResource(): AwsError {
  return new AwsError('NoSuchResourceException', 'The request failed because the specified quota does not exist.');
}

function requireQuota(
  context: CallContext,
  asked: { ServiceCode?: string | undefined; QuotaCode?: string | undefined },
): QuotaDefinition {
  const quota = findQuota(asked.ServiceCode!, asked.QuotaCode!, context.region);
  if (!quota) throw noSuchResource();
  return quota;
}

function quotaKey(context: CallContext, { serviceCode, quotaCode }: QuotaDefinition): string {
  return `${context.account}/${context.region}/${serviceCode}/${quotaCode}`;
}

/** The value that holds for the caller's account in this Region. */
function appliedValue(context: CallContext, quota: QuotaDefinition): number {
  return appliedQuotaTable(context).get(quotaKey(context, quota))?.value ?? quota.initialValue?.(context) ?? quota.defaultValue;
}

function quotaView(context: CallContext, quota: QuotaDefinition, value: number): ServiceQuota {
  return {
    ServiceCode: quota.serviceCode,
    ServiceName: quota.serviceName,
    QuotaArn: quotaArn(context, quota.serviceCode, quota.quotaCode),
    QuotaCode: quota.quotaCode,
    QuotaName: quota.quotaName,
    Value: value,
    Unit: 'None',
    Adjustable: quota.adjustable,
    GlobalQuota: quota.global,
    QuotaAppliedAtLevel: 'ACCOUNT',
  };
}

function quotaArn(context: CallContext, serviceCode: string, quotaCode: string): string {
  return `arn:aws:servicequotas:${context.region}:${context.account}:${serviceCode}/${quotaCode}`;
}

const getServiceQuota = quotaOperation<GetServiceQuotaRequest, GetServiceQuotaResponse>({
  constraints: codes,
  handle: (input, context) => {
    const quota = requireQuota(context, input);
    return { Quota: quotaView(context, quota, appliedValue(context, quota)) };
  },
});

const getDefaultQuota = quotaOperation<GetAWSDefaultServiceQuotaRequest, GetAWSDefaultServiceQuotaResponse>({
  constraints: codes,
  handle: (input, context) => {
    const quota = requireQuota(context, input);
    return { Quota: quotaView(context, quota, quota.defaultValue) };
  },
});

const listServiceQuotas = quotaOperation<ListServiceQuotasRequest, ListServiceQuotasResponse>({
  constraints: { ServiceCode: codes['ServiceCode']!, MaxResults: { min: 1, max: 100 } },
  handle: (input, context) => {
    const found = quotaDefinitions.filter(
      (quota) =>
        quota.serviceCode === input.ServiceCode &&
        (!quota.global || context.region === globalRegion) &&
        (input.QuotaCode === undefined || quota.quotaCode === input.QuotaCode),
    );
    if (!quotaDefinitions.some(({ serviceCode }) => serviceCode === input.ServiceCode)) throw noSuchResource();
    const page = quotaPage(found, `ListServiceQuotas/${input.ServiceCode}/${input.QuotaCode ?? ''}`, input);
    return { Quotas: page.items.map((quota) => quotaView(context, quota, appliedValue(context, quota))), ...page.token };
  },
});

function quotaPage<Item>(
  all: readonly Item[],
  listing: string,
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
) {
  const page = pageOf(all, input.MaxResults ?? 100, listing, input.NextToken);
  if (!page) throw new AwsError('InvalidPaginationTokenException', 'Invalid token was provided.');
  return { items: page.items, token: page.nextToken === undefined ? {} : { NextToken: page.nextToken } };
}

function requestView(context: CallContext, row: QuotaRequestRow): RequestedServiceQuotaChange {
  const quota = findQuota(row.serviceCode, row.quotaCode, context.region)!;
  return {
    Id: row.id,
    ServiceCode: row.serviceCode,
    ServiceName: quota.serviceName,
    QuotaCode: row.quotaCode,
    QuotaName: quota.quotaName,
    QuotaArn: quotaArn(context, row.serviceCode, row.quotaCode),
    DesiredValue: row.desiredValue,
    Status: row.status,
    ...(row.caseId === undefined ? {} : { CaseId: row.caseId }),
    Created: new Date(row.createdAt),
    LastUpdated: new Date(row.updatedAt),
    Requester: JSON.stringify({ accountId: context.account, callerArn: row.requester }),
    GlobalQuota: quota.global,
    Unit: 'None',
    QuotaRequestedAtLevel: 'ACCOUNT',
  };
}

const requestIncrease = quotaOperation<RequestServiceQuotaIncreaseRequest, RequestServiceQuotaIncreaseResponse>({
  constraints: { ...codes, DesiredValue: { required: true, min: 0, max: 10_000_000_000 } },
  permissions: ({ ServiceCode, QuotaCode }, context) => [
    {
      action: 'servicequotas:RequestServiceQuotaIncrease',
      resources: [quotaArn(context, ServiceCode ?? '*', QuotaCode ?? '*')],
      conditions: { 'servicequotas:service': ServiceCode ?? '' },
    },
  ],
  handle: (input, context) => {
    const quota = requireQuota(context, input);
    const key = quotaKey(context, quota);
    if (!quota.adjustable) throw new AwsError('IllegalArgumentException', 'The quota is not adjustable.');
    if (input.DesiredValue! <= appliedValue(context, quota)) {
      throw new AwsError('IllegalArgumentException', 'You must provide a quota value greater than the current quota value.');
    }
    const open = [...requestsForQuota(context.store)(key)].some((id) =>
      /^(PENDING|CASE_OPENED)$/.test(quotaRequestTable(context).get(id)!.status),
    );
    if (open) {
      throw new AwsError('ResourceAlreadyExistsException', 'Only one open service quota increase request is allowed per quota.');
    }
    const id = `${context.id(32, '0123456789abcdef')}${context.id(8)}`;
    const row: QuotaRequestRow = {
      id,
      quota: key,
      serviceCode: quota.serviceCode,
      quotaCode: quota.quotaCode,
      desiredValue: input.DesiredValue!,
      status: 'PENDING',
      createdAt: context.now,
      updatedAt: context.now,
      requester: context.caller.arn,
    };
    quotaRequestTable(context).put(id, row);
    const duration = sample(context.settings.durations['servicequotas/increase'] ?? takes, () => context.random());
    context.schedule(context.now + Math.round(duration / 10), 'servicequotas/open-case', { id });
    context.schedule(context.now + duration, 'servicequotas/approve', { id });
    return { RequestedQuota: requestView(context, row) };
  },
});

const getRequest = quotaOperation<GetRequestedServiceQuotaChangeRequest, GetRequestedServiceQuotaChangeResponse>({
  constraints: { RequestId: { required: true, min: 1, max: 128 } },
  handle: ({ RequestId }, context) => {
    const row = quotaRequestTable(context).get(RequestId!);
    if (!row?.quota.startsWith(`${context.account}/${context.region}/`)) throw noSuchResource();
    return { RequestedQuota: requestView(context, row) };
  },
});

const listRequests = quotaOperation<
  ListRequestedServiceQuotaChangeHistoryByQuotaRequest,
  ListRequestedServiceQuotaChangeHistoryByQuotaResponse
>({
  constraints: { ...codes, MaxResults: { min: 1, max: 100 } },
  handle: (input, context) => {
    const key = quotaKey(context, requireQuota(context, input));
    const rows = [...requestsForQuota(context.store)(key)].map((id) => quotaRequestTable(context).get(id)!);
    const found = rows.filter(({ status }) => input.Status === undefined || status === input.Status);
    const page = quotaPage(found, `requests/${key}/${input.Status ?? ''}`, input);
    return { RequestedQuotas: page.items.map((row) => requestView(context, row)), ...page.token };
  },
});

export const quotaOperations: OperationTable = {
  GetServiceQuota: getServiceQuota,
  GetAWSDefaultServiceQuota: getDefaultQuota,
  ListServiceQuotas: listServiceQuotas,
  RequestServiceQuotaIncrease: requestIncrease,
  GetRequestedServiceQuotaChange: getRequest,
  ListRequestedServiceQuotaChangeHistoryByQuota: listRequests,
};

function requireRequest(args: Json, context: CallContext): QuotaRequestRow {
  const { id } = args as { id: string };
  const row = quotaRequestTable(context).get(id);
  if (!row) throw new Error(`servicequotas: request ${id} is gone while it runs`);
  return row;
}

/** Timers of requests: a case is opened, then the value is raised or the request denied. */
export const quotaTimers = {
  'open-case': (args: Json, context: CallContext): void => {
    const row = requireRequest(args, context);
    const caseId = context.id(12, '0123456789');
    quotaRequestTable(context).put(row.id, { ...row, status: 'CASE_OPENED', caseId, updatedAt: context.now });
  },
  approve: (args: Json, context: CallContext): void => {
    const row = requireRequest(args, context);
    const most = findQuota(row.serviceCode, row.quotaCode, context.region)?.maximum ?? Infinity;
    const status = row.desiredValue > most ? 'DENIED' : 'APPROVED';
    quotaRequestTable(context).put(row.id, { ...row, status, updatedAt: context.now });
    if (status === 'APPROVED') appliedQuotaTable(context).put(row.quota, { value: row.desiredValue });
  },
};
