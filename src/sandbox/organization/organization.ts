/** An organization ready to be seeded: the file with every id filled in. Ids derive from the seed and the path, so the same file has the same ids. */
import { randomId, randomStream, randomUuid } from '../core/random.ts';
import type { SandboxSettings } from '../core/service.ts';
import type { AccountFile, OrganizationalUnitFile, OrganizationFile } from './schema.ts';

const digits = '0123456789';

export interface SeedAccount extends Omit<AccountFile, 'id' | 'enrolled'> {
  readonly id: string;
  /** Managed by Control Tower. */
  readonly enrolled: boolean;
}

export interface SeedOrganizationalUnit extends Omit<OrganizationalUnitFile, 'ous' | 'accounts'> {
  readonly id: string;
  /** Names from the root, e.g. `Workloads/Prod`. */
  readonly path: string;
  readonly ous: readonly SeedOrganizationalUnit[];
  readonly accounts: readonly SeedAccount[];
}

export interface Organization extends Omit<OrganizationFile, 'managementAccount' | 'ous' | 'accounts' | 'now'> {
  /** `o-...` */
  readonly id: string;
  /** `r-...` */
  readonly rootId: string;
  /** Virtual milliseconds at which it begins. */
  readonly now: number;
  readonly managementAccount: SeedAccount;
  readonly accounts: readonly SeedAccount[];
  readonly ous: readonly SeedOrganizationalUnit[];
}

/** Ids of things that an organization has from the start, by seed and what they are of. */
export interface SeedIds {
  /** `length` characters of [0-9a-z], or of `alphabet`. */
  id(path: string, length: number, alphabet?: string): string;
  uuid(path: string): string;
  /** 12 digits, the first not zero. */
  accountId(path: string): string;
}

/** The ids under a seed. Also for the services that seed themselves (products, permission sets, groups, ...). */
export function seedIds(seed: number): SeedIds {
  return {
    id: (path, length, alphabet) => randomId(randomStream(seed, `seed/${path}`), length, alphabet),
    uuid: (path) => randomUuid(randomStream(seed, `seed/${path}`)),
    accountId: (path) => {
      const random = randomStream(seed, `seed/${path}`);
      return randomId(random, 1, digits.slice(1)) + randomId(random, 11, digits);
    },
  };
}

/** Fills in the ids. `seed` overrides the file's. */
export function completeOrganization(file: OrganizationFile, seed: number = file.seed): Organization {
  const ids = seedIds(seed);
  const rootId = `r-${ids.id('root', 4)}`;
  const complete = (account: AccountFile, path: string, registered: boolean): SeedAccount => ({
    ...account,
    id: account.id ?? ids.accountId(`account/${path}/${account.name}`),
    enrolled: account.enrolled ?? registered,
  });
  const unit = ({ ous, accounts, ...own }: OrganizationalUnitFile, parentPath: string): SeedOrganizationalUnit => {
    const path = parentPath === '' ? own.name : `${parentPath}/${own.name}`;
    return {
      ...own,
      path,
      id: `ou-${rootId.slice(2)}-${ids.id(`ou/${path}`, 8)}`,
      accounts: accounts.map((account) => complete(account, path, own.registered)),
      ous: ous.map((child) => unit(child, path)),
    };
  };
  return {
    ...file,
    seed,
    now: Date.parse(file.now),
    id: `o-${ids.id('organization', 10)}`,
    rootId,
    managementAccount: complete({ ...file.managementAccount, status: 'ACTIVE' }, '', true),
    accounts: file.accounts.map((account) => complete(account, '', false)),
    ous: file.ous.map((child) => unit(child, '')),
  };
}

/** Every OU, parents first. */
export function organizationalUnits(ous: readonly SeedOrganizationalUnit[]): SeedOrganizationalUnit[] {
  return ous.flatMap((ou) => [ou, ...organizationalUnits(ou.ous)]);
}

/** Every account with the id of what holds it, the management account first. */
export function accountsWithParents(organization: Organization): { readonly account: SeedAccount; readonly parentId: string }[] {
  const { managementAccount, accounts, ous, rootId } = organization;
  return [
    ...[managementAccount, ...accounts].map((account) => ({ account, parentId: rootId })),
    ...organizationalUnits(ous).flatMap(({ id, accounts: own }) => own.map((account) => ({ account, parentId: id }))),
  ];
}

/** The fixed settings that operations see. */
export function settingsOf(organization: Organization): SandboxSettings {
  return {
    seed: organization.seed,
    managementAccount: organization.managementAccount.id,
    organizationId: organization.id,
    rootId: organization.rootId,
    homeRegion: organization.homeRegion,
    governedRegions: organization.governedRegions,
    controlTowerSlots: organization.slots,
    quotas: organization.quotas,
    durations: organization.durations,
    targets: targetsOf(organization),
    serviceControlPolicies: organization.serviceControlPolicies,
    clockSkew: organization.clockSkew,
    drillTargets: organizationalUnits(organization.ous).flatMap(({ id, tags }) =>
      tags['groundcrew:drill-target'] === 'true' ? [id] : [],
    ),
  };
}

/** Account ids and Regions by target. The file's names are known to be right (`contradictions` in load.ts). */
function targetsOf(organization: Organization): SandboxSettings['targets'] {
  const all = accountsWithParents(organization).map(({ account }) => account);
  const members = all.filter(({ id, status }) => id !== organization.managementAccount.id && status === 'ACTIVE');
  return Object.fromEntries(
    Object.entries(organization.targets).map(([name, { account, regions = [organization.homeRegion] }]) => {
      const accounts = account === undefined ? members : all.filter((one) => one.name === account);
      return [name, { accounts: accounts.map(({ id }) => id), regions }];
    }),
  );
}
