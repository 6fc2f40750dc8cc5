import * as z from 'zod';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { client } from '../shared/clients.ts';
import { readObject } from '../shared/objects.ts';
import { task } from '../shared/task.ts';
import { applyFixes } from './apply-fixes.ts';
import { prepareAccounts, reportRow } from './contract.ts';
import { fixesOf } from './fixes.ts';
import { inParallel } from './in-parallel.ts';
import { createRoles } from './role-stack-set.ts';
import { keepSettled } from './settlement.ts';
import { terminateProducts } from './terminate-products.ts';

/** Accounts that are worked in at a time. */
const workers = 10;

/**
 * Makes the listed fixes in the accounts that they make ready: roles by a stack set, failed products when a person has approved it, then
 * what is in the accounts. Repeating it changes nothing more. Raises PreparationPending while CloudFormation or Service Catalog works.
 */
export const handler = task(prepareAccounts, async ({ bucket, files, executionName, fix, approved }) => {
  const text = new TextDecoder().decode(await readObject(bucket, files.report));
  const report = z.array(reportRow).parse(JSON.parse(text));
  const listed = approved ? fix : fix.filter((name) => name !== 'terminate-failed-products');
  const rows = report.filter((row) => fixesOf(row, listed).length > 0);
  const needing = (name: (typeof fix)[number]): typeof rows => rows.filter((row) => fixesOf(row, listed).includes(name));

  const roleless = needing('create-execution-role');
  if (roleless.length > 0) {
    const { Organization } = await client(OrganizationsClient).send(new DescribeOrganizationCommand({}));
    await createRoles(executionName, Organization!.MasterAccountId!, roleless);
  }
  const failedProducts = needing('terminate-failed-products');
  await keepSettled(bucket, files, failedProducts);
  const products = await terminateProducts(failedProducts);
  const inside = await inParallel(rows, workers, ({ accountId, findings }) => applyFixes(accountId, findings, listed));
  const all = [products, ...inside];
  return {
    fixed: roleless.length + all.reduce((sum, { fixed }) => sum + fixed, 0),
    failed: all.flatMap(({ failed }) => failed),
  };
});
