/** What Control Tower does not govern as it should, from what was read. */
import type { Account } from '@aws-sdk/client-organizations';
import type { Baseline, LandingZone } from '../account-enrollment/baselines.ts';
import { lineage, type AccountProduct, type Tree, type Unit } from '../account-enrollment/organization-facts.ts';
import { InvalidInput } from '../shared/errors.ts';
import { findUnit } from '../account-vending/organizational-unit.ts';
import type { DriftFinding } from './contract.ts';

export interface Facts {
  readonly tree: Tree;
  readonly landingZone: LandingZone;
  readonly managementAccount: string;
  readonly baselines: readonly Baseline[];
  readonly products: readonly AccountProduct[];
  readonly exceptOus: readonly string[];
  readonly exceptAccounts: readonly string[];
}

export interface Drift {
  readonly summary: { readonly accounts: number; readonly governed: number; readonly skipped: number };
  readonly findings: readonly DriftFinding[];
  /** Accounts with the OU that they can be enrolled in. */
  readonly enroll: readonly { readonly account: string; readonly targetOu: string }[];
}

export function driftOf(facts: Facts): Drift {
  const { tree, baselines, managementAccount } = facts;
  const byTarget = new Map(baselines.map((baseline) => [baseline.targetIdentifier, baseline]));
  const excepted = new Set(facts.exceptOus.map((name) => exceptedUnit(name, tree.units)));
  const isExcepted = (id: string): boolean =>
    facts.exceptAccounts.includes(id) || lineage(tree, id).some((above) => excepted.has(above));
  const findings: DriftFinding[] = [...landingZoneFindings(facts.landingZone)];
  for (const unit of tree.units.filter(({ id }) => !isExcepted(id))) findings.push(...unitFindings(unit, byTarget.get(unit.arn)));
  const enroll: { account: string; targetOu: string }[] = [];
  let governed = 0;
  let skipped = 0;
  for (const account of tree.accounts) {
    if (account.Id === managementAccount) continue;
    if (account.Status !== 'ACTIVE' || isExcepted(account.Id!)) {
      skipped += 1;
      continue;
    }
    const { finding, target } = accountFinding(account, tree, byTarget);
    if (finding) findings.push(finding);
    else governed += 1;
    if (target) enroll.push({ account: account.Id!, targetOu: target.id });
  }
  findings.push(...facts.products.flatMap(productFinding));
  return { summary: { accounts: tree.accounts.length, governed, skipped }, findings, enroll };
}

function exceptedUnit(name: string, units: readonly Unit[]): string {
  const match = findUnit(name, units);
  if ('unit' in match) return match.unit.id;
  throw new InvalidInput(`exceptOus: ${match.message}`);
}

function landingZoneFindings({ status, arn, driftStatus }: LandingZone): DriftFinding[] {
  const drifted = driftStatus?.status === 'DRIFTED';
  if (!drifted && status !== 'FAILED') return [];
  return [
    {
      code: 'LANDING_ZONE',
      message: `The landing zone is ${drifted ? 'DRIFTED' : status}.`,
      fix: 'Reset the landing zone.',
      command: `aws controltower reset-landing-zone --landing-zone-identifier ${arn}`,
    },
  ];
}

/** Of an OU that is registered; one that is not is no drift by itself, its accounts are. */
function unitFindings(unit: Unit, baseline: Baseline | undefined): DriftFinding[] {
  if (!baseline) return [];
  const failed = baseline.statusSummary.status === 'FAILED';
  const drifted = baseline.driftStatusSummary?.types?.inheritance?.status === 'DRIFTED';
  if (!failed && !drifted) return [];
  return [
    {
      code: failed ? 'OU_FAILED' : 'OU_DRIFTED',
      message: `The baseline of ${unit.path} ${failed ? 'has failed' : 'is not on all of its accounts'}.`,
      fix: 'Enroll its accounts (the enrollment of this output), or reset the baseline of the OU.',
      command: `aws controltower reset-enabled-baseline --enabled-baseline-identifier ${baseline.arn}`,
      ou: unit.path,
    },
  ];
}

function accountFinding(
  { Id, Name, Arn }: Account,
  tree: Tree,
  byTarget: ReadonlyMap<string, Baseline>,
): { finding?: DriftFinding; target?: Unit } {
  const above = lineage(tree, Id!).slice(0, -1);
  const units = above.flatMap((id) => tree.units.find((unit) => unit.id === id) ?? []).reverse();
  const [own] = units;
  const registered = units.find((unit) => byTarget.has(unit.arn));
  const baseline = byTarget.get(Arn!);
  const where = own?.path ?? 'the root';
  const about = { accountId: Id!, ...(own ? { ou: own.path } : {}) };
  if (!baseline) {
    return {
      finding: {
        code: 'NOT_GOVERNED',
        message: `Control Tower does not govern ${Name} (${Id}) in ${where}.`,
        fix: registered
          ? `Enroll it into ${registered.path}: account-enrollment takes this output.`
          : 'Neither its OU nor one above it is registered: register it, or enroll the account into another OU.',
        ...about,
      },
      ...(registered ? { target: registered } : {}),
    };
  }
  if (baseline.statusSummary.status === 'FAILED') {
    return {
      finding: {
        code: 'ENROLLMENT_FAILED',
        message: `The enrollment of ${Name} (${Id}) in ${where} has failed.`,
        fix: 'Check and enroll it: account-enrollment takes this output.',
        ...about,
      },
      ...(registered ? { target: registered } : {}),
    };
  }
  const drifted = baseline.driftStatusSummary?.types?.inheritance?.status === 'DRIFTED';
  if (!drifted && own && byTarget.get(own.arn)?.arn === baseline.parentIdentifier) return {};
  return {
    finding: {
      code: 'ACCOUNT_DRIFTED',
      message: `${Name} (${Id}) was moved to ${where} without Control Tower.`,
      fix: own && byTarget.has(own.arn) ? 'Reset the baseline of the OU, or update its product.' : 'Move it to a registered OU.',
      ...(own && byTarget.has(own.arn)
        ? {
            command: `aws controltower reset-enabled-baseline --enabled-baseline-identifier ${byTarget.get(own.arn)!.arn}`,
          }
        : {}),
      ...about,
    },
  };
}

function productFinding({ id, name, status, statusMessage, accountId }: AccountProduct): DriftFinding[] {
  if (status !== 'ERROR' && status !== 'TAINTED') return [];
  return [
    {
      code: 'FAILED_PRODUCT',
      message: `The provisioned product ${name} (${id}) is ${status}${statusMessage === undefined ? '' : `: ${statusMessage}`}`,
      fix: 'Terminate it when nobody needs it; an account that is not governed stays in the organization.',
      command: `aws servicecatalog terminate-provisioned-product --provisioned-product-id ${id}`,
      ...(accountId === undefined ? {} : { accountId }),
    },
  ];
}
