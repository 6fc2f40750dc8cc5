/** Reading an organization file. */
import { readFileSync } from 'node:fs';
import { DocumentError, parseDocument } from '../../document/parse-document.ts';
import { accountsWithParents, completeOrganization, organizationalUnits, type Organization } from './organization.ts';
import { recoveryContradictions } from './recovery.ts';
import { organizationSchema } from './schema.ts';

/** Reads and checks a file. Throws DocumentError, or the file system's error. */
export function loadOrganization(file: string, seed?: number): Organization {
  return parseOrganization(readFileSync(file, 'utf8'), file, seed);
}

/** As loadOrganization, from text; `file` names it in errors. */
export function parseOrganization(text: string, file: string, seed?: number): Organization {
  const organization = completeOrganization(parseDocument(text, file, organizationSchema), seed);
  const problems = contradictions(organization);
  if (problems.length > 0) {
    throw new DocumentError(
      file,
      problems.map((message) => ({ line: 1, path: '', message })),
    );
  }
  return organization;
}

/** What single members cannot tell: names and addresses used twice, unknown references. */
function contradictions(organization: Organization): string[] {
  const accounts = accountsWithParents(organization).map(({ account }) => account);
  const units = organizationalUnits(organization.ous);
  const { groups, users } = organization.identityCenter;
  const userNames = new Set(users.map(({ userName }) => userName));
  const targets = new Set(['Root', ...units.map(({ path }) => path), ...accounts.map(({ name }) => name)]);
  return [
    ...repeated(accounts.map(({ email }) => email.toLowerCase())).map((email) => `two accounts have the e-mail address ${email}`),
    ...repeated(accounts.map(({ id }) => id)).map((id) => `two accounts have the id ${id}`),
    ...repeated(units.map(({ path }) => path)).map((path) => `two organizational units have the path ${path}`),
    ...repeated(users.map(({ userName }) => userName)).map((name) => `two users have the name ${name}`),
    ...repeated(groups.map(({ name }) => name)).map((name) => `two groups have the name ${name}`),
    ...groups.flatMap(({ name, members }) =>
      members.filter((member) => !userNames.has(member)).map((member) => `the group ${name} has the unknown member ${member}`),
    ),
    ...organization.policies.flatMap(({ name, targets: own }) =>
      own.filter((target) => !targets.has(target)).map((target) => `the policy ${name} has the unknown target ${target}`),
    ),
    ...Object.entries(organization.targets).flatMap(([name, { account }]) => {
      const found = accounts.filter((one) => one.name === account).length;
      if (account === undefined || found === 1) return [];
      return [`the target ${name} has the ${found === 0 ? 'unknown' : 'ambiguous'} account ${account}`];
    }),
    ...recoveryContradictions(organization.recovery, new Set(accounts.map(({ name }) => name))),
    ...unknownSecurityAccounts(organization, new Set(accounts.map(({ name }) => name))),
    ...(organization.governedRegions.includes(organization.homeRegion) ? [] : ['governedRegions must hold the homeRegion']),
  ];
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function unknownSecurityAccounts({ securityHub }: Organization, names: ReadonlySet<string>): string[] {
  const used = securityHub ? [securityHub.administrator, ...securityHub.findings.map(({ account }) => account)] : [];
  return [...new Set(used)].filter((name) => !names.has(name)).map((name) => `securityHub names the unknown account ${name}`);
}
