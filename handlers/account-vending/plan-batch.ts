/** Checks a whole batch against the organization and the ledger, and makes its plan. Nothing is changed here. */
import { readAccountEntries } from '../ledger/account-entry.ts';
import type { AccountEntry } from '../ledger/account-entry.ts';
import { environment } from '../shared/runtime.ts';
import { findAccountFactory } from './account-factory.ts';
import { executionName, hashOfAsked } from './asked.ts';
import type { BatchRow, InputColumn } from './batch-file.ts';
import type { FailedProduct, InputError, PlanRow } from './contract.ts';
import { readFailedProducts } from './failed-products.ts';
import { nextAttempt, readDeadNames } from './next-attempt.ts';
import {
  countAccounts,
  findGroup,
  readAccountQuota,
  readAccounts,
  readIdentityCenter,
  readPermissionSets,
  readRegisteredArns,
  readUnits,
} from './organization.ts';
import type { Unit } from './organization.ts';
import { findUnit } from './organizational-unit.ts';
import { readRow } from './row-fields.ts';
import type { RowFields } from './row-fields.ts';

/** A unit and the rows that go into it. */
export interface Place {
  readonly path: string;
  readonly lineage: readonly string[];
  readonly rows: readonly number[];
}

export interface Plan {
  readonly errors: readonly InputError[];
  /** Empty when there are errors. */
  readonly rows: readonly PlanRow[];
  /** Ids from the root down to each unit that rows are vended into. */
  readonly places: readonly Place[];
  /** What failed launches of these rows have left at Service Catalog. */
  readonly failedProducts: readonly FailedProduct[];
  readonly counts: { readonly launch: number; readonly resume: number; readonly done: number };
}

interface Candidate {
  readonly source: BatchRow;
  readonly fields: RowFields;
  readonly entry: AccountEntry | undefined;
  readonly unit: Unit | undefined;
}

/** Every check of the workflow, all errors at once. Reads the organization once, whatever the number of rows. */
export async function planBatch(rows: readonly BatchRow[]): Promise<Plan> {
  const errors: InputError[] = [];
  const report = (row: number, column: InputColumn | '', code: string, message: string): void =>
    void errors.push({ row, column, code, message });

  const read = rows.map((source) => ({ source, ...readRow(source) }));
  errors.push(...read.flatMap((row) => row.errors), ...duplicates(rows));
  const accounts = await readAccounts();
  const units = await readUnits();
  const registered = await readRegisteredArns();
  const byEmail = new Map(accounts.map((account) => [account.Email!.toLowerCase(), account]));
  const byName = new Map(accounts.map((account) => [account.Name!.toLowerCase(), account]));

  const entries = await readAccountEntries(rows.map(({ cells }) => cells.AccountName).filter((name) => name !== ''));

  const candidates: Candidate[] = [];
  for (const { source, fields } of read) {
    const { row, cells } = source;
    const entry = entries.get(cells.AccountName.toLowerCase());
    /* An account that this row's own entry made (or was making when it was stopped) is no conflict: it is adopted. */
    const own = entry !== undefined && entry.accountEmail.toLowerCase() === cells.AccountEmail.toLowerCase();
    const withEmail = byEmail.get(cells.AccountEmail.toLowerCase());
    const withName = byName.get(cells.AccountName.toLowerCase());
    if (withEmail && !own)
      report(
        row,
        'AccountEmail',
        'EMAIL_IN_USE',
        `${cells.AccountEmail} is the address of account ${withEmail.Id} ("${withEmail.Name}").`,
      );
    if (withName && !own)
      report(row, 'AccountName', 'NAME_IN_USE', `${cells.AccountName} is the name of account ${withName.Id}.`);
    if (entry && !own && !withName && entry.state !== 'FAILED') {
      report(row, 'AccountName', 'NAME_IN_USE', `The ledger has ${cells.AccountName} under another address (${entry.state}).`);
    }
    const match = cells.OrgUnit ? findUnit(cells.OrgUnit, units) : undefined;
    if (match && 'code' in match) report(row, 'OrgUnit', match.code, match.message);
    const unit = match && 'unit' in match ? match.unit : undefined;
    if (unit && !registered.has(unit.arn)) {
      report(
        row,
        'OrgUnit',
        'OU_NOT_REGISTERED',
        `${unit.path} (${unit.id}) is not registered with Control Tower. Register it first.`,
      );
    }
    if (unit && own && entry.accountId && entry.organizationalUnitId !== unit.id) {
      report(
        row,
        'OrgUnit',
        'OU_DIFFERS',
        `Account ${entry.accountId} was vended into ${entry.organizationalUnitId}; vending does not move accounts.`,
      );
    }
    candidates.push({ source, fields, entry: own || entry?.state === 'FAILED' ? entry : undefined, unit });
  }
  errors.push(...(await checkRoom(candidates, accounts.length, (address) => byEmail.has(address.toLowerCase()))));

  const identity = await resolveAccess(candidates, errors);
  const product = await findAccountFactory();
  if (!product)
    report(1, '', 'NO_ACCOUNT_FACTORY', 'Service Catalog has no product "AWS Control Tower Account Factory" in this Region.');
  if (errors.length > 0 || !product)
    return { errors: sorted(errors), rows: [], places: [], failedProducts: [], counts: { launch: 0, resume: 0, done: 0 } };

  const deadNames = await readDeadNames();
  const failed = candidates.some(({ entry }) => entry?.state === 'FAILED')
    ? await readFailedProducts()
    : new Map<string, never>();
  const counts = { launch: 0, resume: 0, done: 0 };
  const plan: PlanRow[] = [];
  const failedProducts: FailedProduct[] = [];
  for (const { source, fields, entry, unit } of candidates) {
    const { cells } = source;
    const asked = {
      accountName: cells.AccountName,
      accountEmail: cells.AccountEmail,
      ssoUserEmail: cells.SSOUserEmail,
      ssoUserFirstName: cells.SSOUserFirstName,
      ssoUserLastName: cells.SSOUserLastName,
      organizationalUnit: {
        id: unit!.id,
        name: unit!.name,
        path: unit!.path,
        managed: `${unit!.name} (${unit!.id})`,
        orgUnit: cells.OrgUnit,
      },
      access: fields.access.map((pair) => ({
        ...pair,
        groupId: identity.groups.get(pair.group)!,
        permissionSetArn: identity.sets.get(pair.permissionSet)!,
      })),
      tags: fields.tags,
      contacts: fields.contacts,
      ...(fields.regions.length > 0 ? { regions: [...fields.regions] } : {}),
      ...(fields.quotas.length > 0 ? { quotas: [...fields.quotas] } : {}),
    };
    const hash = hashOfAsked(asked);
    const next = await nextAttempt(cells.AccountName, entry, hash, deadNames);
    counts[next.kind] += 1;
    const left = entry?.state === 'FAILED' ? (failed.get(cells.AccountName.toLowerCase()) ?? []) : [];
    failedProducts.push(...left);
    plan.push({
      row: source.row,
      ...asked,
      identityCenter: { instanceArn: identity.instanceArn },
      product,
      asked: hash,
      generation: next.generation,
      attempt: next.attempt,
      executionName: executionName(cells.AccountName, hash, next.generation, next.attempt),
      ...(left.length > 0 ? { blockedBy: left.map(({ productName }) => productName) } : {}),
    });
  }
  return { errors: [], rows: plan, places: placesOf(candidates), failedProducts, counts };
}

function placesOf(candidates: readonly Candidate[]): Place[] {
  const places = new Map<string, Place>();
  for (const { unit, source } of candidates) {
    const { path, lineage } = unit!;
    places.set(unit!.id, { path, lineage, rows: [...(places.get(unit!.id)?.rows ?? []), source.row] });
  }
  return [...places.values()];
}

/** Names and addresses that stand twice in the file, whatever their case. Each row after the first is reported. */
function duplicates(rows: readonly BatchRow[]): InputError[] {
  return (['AccountName', 'AccountEmail'] as const).flatMap((column) => {
    const first = new Map<string, number>();
    return rows.flatMap(({ row, cells }) => {
      const value = cells[column].toLowerCase();
      const before = first.get(value);
      if (!value || before === undefined) {
        first.set(value, row);
        return [];
      }
      const code = column === 'AccountName' ? 'DUPLICATE_NAME' : 'DUPLICATE_EMAIL';
      return [{ row, column, code, message: `${cells[column]} stands in row ${before} already.` }];
    });
  });
}

/** Room in each unit and below the organization's quota of accounts, for the rows that will make one. */
async function checkRoom(
  candidates: readonly Candidate[],
  accounts: number,
  exists: (address: string) => boolean,
): Promise<InputError[]> {
  const errors: InputError[] = [];
  // An account that an interrupted launch has made already counts among the accounts; its entry may not know it yet.
  const making = candidates.filter(({ entry, source }) => !entry?.accountId && !exists(source.cells.AccountEmail));
  const perUnit = Number(environment('MAX_ACCOUNTS_PER_OU'));
  const byUnit = new Map<string, Candidate[]>();
  for (const candidate of making) {
    if (candidate.unit) byUnit.set(candidate.unit.id, [...(byUnit.get(candidate.unit.id) ?? []), candidate]);
  }
  for (const [unitId, rows] of byUnit) {
    const room = perUnit - (await countAccounts(unitId));
    for (const { source, unit } of rows.slice(Math.max(0, room))) {
      errors.push({
        row: source.row,
        column: 'OrgUnit',
        code: 'OU_FULL',
        message: `${unit!.path} has room for ${Math.max(0, room)} more accounts (${perUnit} in all); the file asks for ${rows.length}.`,
      });
    }
  }
  const quota = await readAccountQuota();
  const room = Math.max(0, quota - accounts);
  for (const { source } of making.slice(room)) {
    errors.push({
      row: source.row,
      column: '',
      code: 'QUOTA_EXCEEDED',
      message: `The organization may have ${quota} accounts and has ${accounts}; the file asks for ${making.length} more. Raise the quota in Service Quotas.`,
    });
  }
  return errors;
}

/** Groups and permission sets by name; each that is missing is reported at every row that names it. */
async function resolveAccess(
  candidates: readonly Candidate[],
  errors: InputError[],
): Promise<{ instanceArn: string; groups: Map<string, string>; sets: Map<string, string> }> {
  const groups = new Map<string, string>();
  const wanted = candidates.flatMap(({ source, fields }) => fields.access.map((pair) => ({ row: source.row, ...pair })));
  if (wanted.length === 0) return { instanceArn: '', groups, sets: new Map() };
  const identity = await readIdentityCenter();
  if (!identity) {
    errors.push(
      ...wanted.map(({ row }) => ({
        row,
        column: 'Access',
        code: 'NO_IDENTITY_CENTER',
        message: 'IAM Identity Center is not set up in this Region.',
      })),
    );
    return { instanceArn: '', groups, sets: new Map() };
  }
  const sets = await readPermissionSets(identity.instanceArn);
  for (const name of new Set(wanted.map(({ group }) => group))) {
    const id = await findGroup(identity.identityStoreId, name);
    if (id) groups.set(name, id);
  }
  for (const { row, group, permissionSet } of wanted) {
    if (!groups.has(group))
      errors.push({ row, column: 'Access', code: 'UNKNOWN_GROUP', message: `IAM Identity Center has no group "${group}".` });
    if (!sets.has(permissionSet))
      errors.push({
        row,
        column: 'Access',
        code: 'UNKNOWN_PERMISSION_SET',
        message: `IAM Identity Center has no permission set "${permissionSet}".`,
      });
  }
  return { instanceArn: identity.instanceArn, groups, sets };
}

const sorted = (errors: readonly InputError[]): InputError[] => [...errors].sort((left, right) => left.row - right.row);
