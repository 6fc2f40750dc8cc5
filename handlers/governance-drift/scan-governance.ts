import { readBaselines, readLandingZone } from '../account-enrollment/baselines.ts';
import { readAccountProducts, readTree } from '../account-enrollment/organization-facts.ts';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { client } from '../shared/clients.ts';
import { InvalidInput } from '../shared/errors.ts';
import { writeObject } from '../shared/objects.ts';
import { environment } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { scanGovernance, workflowInput } from './contract.ts';
import { driftOf } from './drift-of.ts';

/** Findings in the execution's output, which holds 256 KiB; the file has them all. */
const shown = 100;

/** Accounts that account-enrollment takes at a time. */
const mostAccounts = 500;

/** Reads accounts, OUs, baselines and products, and tells what Control Tower does not govern as it should. Changes nothing. */
export const handler = task(scanGovernance, async ({ input, executionName }) => {
  const { exceptOus, exceptAccounts } = workflowInput.parse(input ?? {});
  const landingZone = await readLandingZone();
  if (!landingZone) throw new InvalidInput('Control Tower has no landing zone in this Region.');
  const tree = await readTree();
  const { Organization } = await client(OrganizationsClient).send(new DescribeOrganizationCommand({}));
  const drift = driftOf({
    tree,
    landingZone,
    managementAccount: Organization!.MasterAccountId!,
    baselines: await readBaselines(),
    products: await readAccountProducts(),
    exceptOus,
    exceptAccounts,
  });
  const file = `results/${executionName}/drift.json`;
  await writeObject(environment('BATCH_BUCKET'), file, `${JSON.stringify(drift, null, 2)}\n`, 'application/json');
  const { findings, enroll, summary } = drift;
  return {
    workflow: 'governance-drift' as const,
    summary: { ...summary, findings: findings.length },
    findings: findings.slice(0, shown),
    file,
    ...(enroll.length > 0 ? { enrollment: { accounts: enroll.slice(0, mostAccounts) } } : {}),
  };
});
