import {
  DescribeOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type * as z from 'zod';
import { readBaselines, readLandingZone } from '../account-enrollment/baselines.ts';
import {
  lineage,
  readAccountProducts,
  readControlPolicies,
  readTree,
  unlessDenied,
  type Tree,
} from '../account-enrollment/organization-facts.ts';
import { findUnit } from '../account-vending/organizational-unit.ts';
import { readClosureEntry } from '../ledger/closure-entry.ts';
import { armedDrills, operationsBelow } from '../ledger/interlock.ts';
import { client } from '../shared/clients.ts';
import { isRunning } from '../shared/executions.ts';
import { allPages } from '../shared/pages.ts';
import { inputErrorsOf } from '../shared/input-error.ts';
import { refusal } from '../shared/refusal.ts';
import { task } from '../shared/task.ts';
import { closureFindings, type ClosureFacts } from './closure-findings.ts';
import {
  planClosure,
  workflowInput,
  type Finding,
  type InputError,
  type PlanRow,
  type Quota,
  type ReportRow,
  type WorkflowInput,
} from './contract.ts';
import { closureQuota } from './quota.ts';

type Plan = z.input<typeof planClosure.output>;
type Accounts = Tree['accounts'];

const hoursToApprove = 72;

/** Every finding about every account that is to be closed, what AWS's quota allows, and what people are asked. Changes nothing. */
export const handler = task(planClosure, async ({ input }): Promise<Plan> => {
  const parsed = workflowInput.safeParse(input);
  const common = { dryRun: parsed.success && parsed.data.dryRun, cancel: parsed.success && parsed.data.cancel };
  const refuse = (errors: readonly InputError[]): Plan => ({
    ...common,
    accounts: [],
    rows: [],
    refusal: refusal(errors),
  });
  if (!parsed.success) return refuse(inputErrorsOf(parsed.error));
  const asked = parsed.data;
  const tree = await readTree();
  const { Organization } = await client(OrganizationsClient).send(new DescribeOrganizationCommand({}));
  const { accounts, errors } = resolveAccounts(asked, tree.accounts, Organization!.MasterAccountId!);
  const match = findUnit(asked.quarantineOu, tree.units);
  const quarantine = 'unit' in match ? tree.units.find(({ id }) => id === match.unit.id) : undefined;
  if (!('unit' in match) && !asked.cancel)
    errors.push({ row: 0, column: 'quarantineOu', code: match.code, message: match.message });
  if (errors.length > 0) return refuse(errors);
  if (asked.cancel || !quarantine) {
    const rows = accounts.map((account, at): ReportRow => ({ ...rowOf(account, at, tree), status: 'ready', findings: [] }));
    return { ...common, accounts: rows, rows: [] };
  }
  const quota = await unlessDenied(closureQuota(tree.accounts.length - 1));
  const facts = await readFacts(tree, quarantine);
  const report: ReportRow[] = [];
  const rows: PlanRow[] = [];
  for (const [at, account] of accounts.entries()) {
    const row = rowOf(account, at, tree);
    const accountId = account.Id!;
    const entry = await readClosureEntry(accountId);
    const open = entry && !['CLOSED', 'CANCELLED'].includes(entry.state) ? entry : undefined;
    if (account.Status !== 'ACTIVE') report.push({ ...row, status: 'done', findings: [] });
    else if (open && (await isRunning(open.executionArn)))
      report.push({ ...row, status: 'in-progress', findings: [inProgress(open)] });
    else {
      const findings = [...closureFindings(account, facts), ...quotaFindings(quota, rows.length)];
      const status = findings.some(({ severity }) => severity === 'blocker') ? 'blocked' : 'ready';
      report.push({ ...row, status, findings });
      if (status === 'ready')
        rows.push({
          row: row.row,
          accountId,
          accountName: row.accountName,
          sourceParentId: open?.sourceParentId ?? tree.parentOf.get(accountId) ?? tree.rootId,
          quarantineUnitId: quarantine.id,
          governed: open?.governed ?? facts.baselines.has(account.Arn!),
          lineages: [accountId, quarantine.id].map((id) => [...lineage(tree, id)]),
          coolingOffDays: asked.coolingOffDays,
          ...(open ? { takesOver: open.executionArn } : {}),
        });
    }
  }
  const count = (status: ReportRow['status']): number => report.filter((row) => row.status === status).length;
  return {
    ...common,
    summary: {
      total: report.length,
      ready: rows.length,
      blocked: count('blocked'),
      done: count('done'),
      ...('value' in quota ? { quota: quota.value } : {}),
    },
    accounts: report,
    rows,
    ...(rows.length > 0 ? { approval: approvalOf(asked, report) } : {}),
  };
});

function resolveAccounts(
  { accounts: named }: WorkflowInput,
  all: Accounts,
  managementAccount: string,
): { accounts: Accounts[number][]; errors: InputError[] } {
  const errors: InputError[] = [];
  const accounts: Accounts[number][] = [];
  for (const [at, name] of named.entries()) {
    const report = (code: string, message: string): void => void errors.push({ row: at + 1, column: 'accounts', code, message });
    const account = all.find(({ Id, Email }) => Id === name || Email?.toLowerCase() === name.toLowerCase());
    if (!account) report('ACCOUNT_UNKNOWN', `The organization has no account ${name}.`);
    else if (account.Id === managementAccount) report('MANAGEMENT_ACCOUNT', 'The management account cannot be closed from here.');
    else if (accounts.includes(account)) report('DUPLICATE_ACCOUNT', `Account ${account.Id} is named twice.`);
    else accounts.push(account);
  }
  return { accounts, errors };
}

function rowOf({ Id, Name, Email }: Accounts[number], at: number, tree: Tree): Omit<ReportRow, 'status' | 'findings'> {
  const ou = tree.units.find(({ id }) => id === tree.parentOf.get(Id!))?.path ?? 'Root';
  return { row: at + 1, accountId: Id!, accountName: Name!, accountEmail: Email!, ou };
}

async function readFacts(tree: Tree, quarantine: ClosureFacts['quarantine']): Promise<ClosureFacts> {
  const products = await readAccountProducts();
  return {
    tree,
    quarantine,
    landingZone: await readLandingZone(),
    baselines: new Map((await readBaselines()).map((baseline) => [baseline.targetIdentifier, baseline])),
    policies: await readControlPolicies(),
    drills: await armedDrills(),
    operations: await operationsBelow([tree.rootId]),
    delegated: await readDelegated(),
    withProduct: new Set(products.flatMap(({ accountId }) => accountId ?? [])),
  };
}

async function readDelegated(): Promise<ReadonlyMap<string, readonly string[]>> {
  const organizations = client(OrganizationsClient);
  const administrators = await allPages(
    (NextToken) => organizations.send(new ListDelegatedAdministratorsCommand({ NextToken })),
    (page) => page.DelegatedAdministrators,
    (page) => page.NextToken,
  );
  const services = new Map<string, readonly string[]>();
  for (const { Id } of administrators) {
    const held = await allPages(
      (NextToken) => organizations.send(new ListDelegatedServicesForAccountCommand({ AccountId: Id, NextToken })),
      (page) => page.DelegatedServices,
      (page) => page.NextToken,
    );
    services.set(
      Id!,
      held.map(({ ServicePrincipal }) => ServicePrincipal!),
    );
  }
  return services;
}

const inProgress = ({
  executionArn,
  state,
  closeAfter,
}: {
  executionArn: string;
  state: string;
  closeAfter: string;
}): Finding => ({
  code: 'CLOSURE_IN_PROGRESS',
  severity: 'warning',
  message: `It is ${state} and is closed after ${closeAfter}: ${executionArn}.`,
  fix: 'Nothing; or give it up with cancel (--cancel).',
});

/** AWS closes so many accounts in 30 days; who comes later waits a day at a time. */
function quotaFindings(quota: { value: Quota } | { denied: string }, before: number): Finding[] {
  if ('denied' in quota)
    return [
      {
        code: 'NOT_CHECKED',
        severity: 'warning',
        message: `How many accounts were closed in the last 30 days could not be read: ${quota.denied}`,
        fix: 'Allow cloudtrail:LookupEvents and start the same again, or look by hand.',
      },
    ];
  const { limit, closedLately, left } = quota.value;
  if (before < left) return [];
  return [
    {
      code: 'QUOTA',
      severity: 'warning',
      message: `AWS closes ${limit} accounts of this organization in 30 days, and ${closedLately} were closed in the last 30.`,
      fix: 'Nothing: it stays in quarantine and is closed when AWS allows it, within 31 days of the end of its cooling-off.',
    },
  ];
}

function approvalOf(
  { people, reason, coolingOffDays, quarantineOu }: WorkflowInput,
  report: readonly ReportRow[],
): Plan['approval'] {
  return {
    workflow: 'account-closure',
    action: 'close accounts',
    allows: report
      .filter(({ status }) => status === 'ready')
      .map(({ accountId, accountName, ou }) => `account ${accountId} (${accountName}) in ${ou}`),
    people,
    expiresInSeconds: hoursToApprove * 3600,
    reason: [
      ...(reason === undefined ? [] : [reason]),
      `Each account goes to ${quarantineOu}, leaves Control Tower and is closed ${coolingOffDays} days later; until then it can be cancelled, and for 90 days after it AWS Support can reopen it.`,
    ].join(' '),
  };
}
