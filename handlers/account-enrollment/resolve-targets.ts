/** From what the caller names to accounts and units: every name resolved, everything wrong reported at once. */
import type { Account } from '@aws-sdk/client-organizations';
import { findUnit } from '../account-vending/organizational-unit.ts';
import type { InputError, WorkflowInput } from './contract.ts';
import { lineage, type Tree, type Unit } from './organization-facts.ts';
import type { TargetRow } from './targets-file.ts';

/** An account that is to be enrolled. */
export interface Target {
  readonly row: number;
  readonly account: Account;
  /** Id of the root or unit that holds it. */
  readonly parentId: string;
  readonly unit: Unit;
  readonly access: readonly { readonly group: string; readonly permissionSet: string }[];
}

export interface Targets {
  readonly targets: readonly Target[];
  readonly errors: readonly InputError[];
}

/** Accounts of a batch at most: what one precheck reads in its time. */
const mostAccounts = 500;

/** `managementAccount` is never a target. */
export function resolveTargets(
  input: WorkflowInput,
  fromFile: readonly TargetRow[],
  tree: Tree,
  managementAccount: string,
): Targets {
  const errors: InputError[] = [];
  const report = (row: number, column: string, code: string, message: string): void =>
    void errors.push({ row, column, code, message });
  const unitOf = (text: string, row: number, column: string): Unit | undefined => {
    const match = findUnit(text, tree.units);
    if ('unit' in match) return tree.units.find(({ id }) => id === match.unit.id);
    report(row, column, match.code, match.message);
    return undefined;
  };
  const byId = new Map(tree.accounts.map((account) => [account.Id!, account]));
  const byEmail = new Map(tree.accounts.map((account) => [account.Email!.toLowerCase(), account]));
  const wanted = [...fromFile, ...(input.accounts ?? []).map((account, index) => ({ row: index + 1, ...account }))];
  const common = input.targetOu === undefined ? undefined : unitOf(input.targetOu, 0, 'targetOu');
  const targets: Target[] = [];
  const seen = new Map<string, number>();

  const add = (row: number, account: Account, unit: Unit, access: Target['access']): void => {
    const before = seen.get(account.Id!);
    if (before !== undefined) {
      report(row, 'Account', 'DUPLICATE_ACCOUNT', `Account ${account.Id} stands in row ${before} already.`);
      return;
    }
    seen.set(account.Id!, row);
    targets.push({ row, account, parentId: tree.parentOf.get(account.Id!) ?? tree.rootId, unit, access });
  };

  for (const { row, account: named, targetOu, access } of wanted) {
    const account = /^\d{12}$/.test(named) ? byId.get(named) : byEmail.get(named.toLowerCase());
    if (!account) report(row, 'Account', 'ACCOUNT_UNKNOWN', `The organization has no account ${named}.`);
    if (account?.Id === managementAccount)
      report(row, 'Account', 'MANAGEMENT_ACCOUNT', 'The management account is not enrolled: the landing zone is in it.');
    const unit = targetOu === undefined ? common : unitOf(targetOu, row, 'TargetOu');
    if (!unit && targetOu === undefined && input.targetOu === undefined)
      report(row, 'TargetOu', 'NO_TARGET_OU', `No OU is named for account ${named}; name one in the row or as targetOu.`);
    const pairs = accessOf(access ?? '', (text) =>
      report(row, 'Access', 'INVALID_ACCESS', `"${text.slice(0, 80)}" is not group:permission-set.`),
    );
    if (account && unit && account.Id !== managementAccount) add(row, account, unit, pairs);
  }

  if (input.sourceOu !== undefined) {
    const source = /^(root|r-[0-9a-z]{4,32})$/i.test(input.sourceOu) ? tree.rootId : unitOf(input.sourceOu, 0, 'sourceOu')?.id;
    if (input.targetOu === undefined) report(0, 'targetOu', 'NO_TARGET_OU', 'Accounts of a source OU need a targetOu.');
    for (const account of source === undefined || !common ? [] : tree.accounts) {
      const above = lineage(tree, account.Id!);
      const held = input.nested ? above.slice(0, -1).includes(source!) : above.at(-2) === source;
      if (held && account.Id !== managementAccount && !seen.has(account.Id!)) add(0, account, common!, []);
    }
    if (source !== undefined && targets.length === 0 && errors.length === 0)
      report(
        0,
        'sourceOu',
        'NO_ACCOUNTS',
        `${input.sourceOu} holds no account${input.nested ? '' : ' directly; with nested, those of the OUs below it count'}.`,
      );
  }
  if (wanted.length === 0 && input.sourceOu === undefined)
    report(0, 'accounts', 'NO_TARGETS', 'Name accounts, a file of accounts (key), or a sourceOu.');
  if (targets.length > mostAccounts)
    report(0, 'accounts', 'TOO_MANY_ACCOUNTS', `${targets.length} accounts are named; ${mostAccounts} are allowed at a time.`);
  return { targets, errors };
}

function accessOf(text: string, refuse: (part: string) => void): Target['access'] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .flatMap((part) => {
      const [, group, permissionSet] = /^(.+):([\w+=,.@-]{1,32})$/.exec(part) ?? [];
      if (group && permissionSet) return [{ group: group.trim(), permissionSet }];
      refuse(part);
      return [];
    });
}
