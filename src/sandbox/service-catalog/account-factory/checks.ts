/** What Control Tower finds wrong with a launch after Service Catalog has accepted it. */
import { isManaged, isRegistered, organizationalUnitNamed } from '../../control-tower/managed-accounts.ts';
import type { CallContext } from '../../core/service.ts';
import { organizationIndexes } from '../../organizations/indexes.ts';
import type { AccountRow } from '../../organizations/rows.ts';
import { accountTable } from '../../organizations/rows.ts';
import { accountLimit } from '../../service-quotas/limits.ts';
import type { AccountParameters } from '../rows.ts';
import { serviceCatalogIndexes } from '../rows.ts';
import type { Failure } from '../sentinels.ts';

/** The reason why this launch cannot succeed, or undefined. */
export function launchFailure(context: CallContext, parameters: AccountParameters): Failure | undefined {
  const { AccountName, AccountEmail, ManagedOrganizationalUnit } = parameters;
  if (AccountName.length > 50 || !/^[\u0020-\u007E]+$/.test(AccountName)) {
    return refusal('InvalidParametersException', 'AccountName must have 1 to 50 printable ASCII characters.');
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(AccountEmail) || AccountEmail.length < 6 || AccountEmail.length > 64) {
    return refusal('InvalidParametersException', 'The email address provided is not valid.');
  }
  const organizationalUnit = organizationalUnitNamed(context, ManagedOrganizationalUnit);
  if (!organizationalUnit || !isRegistered(context, organizationalUnit.id)) {
    return refusal(
      'InvalidParametersException',
      `The parent organizational unit '${ManagedOrganizationalUnit}' is not enrolled in AWS Control Tower.`,
    );
  }
  const present = accountWithEmail(context, AccountEmail);
  if (present) {
    /* A product that failed keeps its account until it is terminated. */
    const kept = serviceCatalogIndexes(context.store).provisionedProductsOfAccount(present.id).size > 0;
    if (present.name === AccountName && present.state === 'ACTIVE' && !isManaged(context, present.id) && !kept) return undefined;
    return refusal(
      'InvalidParametersException',
      'AWS Control Tower cannot create an account because the email address provided is associated with another account.',
    );
  }
  if (accountTable(context).size >= accountLimit(context)) {
    return refusal(
      'ServiceQuotaExceededException',
      'AWS Control Tower cannot create an account because you have reached the limit on the number of accounts in your organization.',
    );
  }
  return undefined;
}

/** The account of the organization that has this address, whatever its state. */
export function accountWithEmail(context: CallContext, email: string): AccountRow | undefined {
  const id = organizationIndexes(context.store).accountByEmail(email);
  return id === undefined ? undefined : accountTable(context).get(id);
}

function refusal(exception: string, message: string): Failure {
  return { exception, message, phase: 'check', productStatus: 'ERROR' };
}
