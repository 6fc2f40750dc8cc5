import {
  GetServiceQuotaCommand,
  ListRequestedServiceQuotaChangeHistoryByQuotaCommand,
  RequestServiceQuotaIncreaseCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { clientAs } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import type { AccountCheck, QuotaAsked } from './contract.ts';
import { memberCredentials } from './member-account.ts';

/**
 * Asks for each quota that is below what the row wants, in the account itself. AWS may take days over a request, so one that is made counts
 * as done: the check's value is the request's id and status, and the same file again tells what became of it.
 */
export async function raiseQuotas(accountId: string, quotas: readonly QuotaAsked[]): Promise<AccountCheck[]> {
  if (quotas.length === 0) return [];
  const credentials = await memberCredentials(accountId);
  const checks: AccountCheck[] = [];
  for (const { service: ServiceCode, quota: QuotaCode, region, value } of quotas) {
    const quotasOf = clientAs(ServiceQuotasClient, credentials, region);
    const check = `quota ${ServiceCode}/${QuotaCode}/${region}`;
    try {
      const { Quota } = await quotasOf.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }));
      const applied = Quota?.Value ?? 0;
      if (applied >= value) checks.push({ check, outcome: 'OK', found: String(applied) });
      else checks.push({ check, outcome: 'OK', found: await request(quotasOf, { ServiceCode, QuotaCode, value, applied }) });
    } catch (error) {
      if (!['NoSuchResourceException', 'IllegalArgumentException'].includes(awsErrorName(error))) throw error;
      checks.push({ check, outcome: 'WRONG', found: (error as Error).message });
    }
  }
  return checks;
}

/** Makes the request, unless one is open already. */
async function request(
  quotas: ServiceQuotasClient,
  asked: { ServiceCode: string; QuotaCode: string; value: number; applied: number },
): Promise<string> {
  const { ServiceCode, QuotaCode, value, applied } = asked;
  try {
    const { RequestedQuota } = await quotas.send(
      new RequestServiceQuotaIncreaseCommand({ ServiceCode, QuotaCode, DesiredValue: value }),
    );
    return `${applied}, ${value} requested (${RequestedQuota?.Id}, ${RequestedQuota?.Status})`;
  } catch (error) {
    if (awsErrorName(error) !== 'ResourceAlreadyExistsException') throw error;
    const { RequestedQuotas = [] } = await quotas.send(
      new ListRequestedServiceQuotaChangeHistoryByQuotaCommand({ ServiceCode, QuotaCode }),
    );
    const open = RequestedQuotas.find(({ Status }) => Status === 'PENDING' || Status === 'CASE_OPENED');
    return `${applied}, ${open?.DesiredValue ?? value} requested (${open?.Id ?? 'by another request'}, ${open?.Status ?? 'open'})`;
  }
}
