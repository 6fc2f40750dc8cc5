/** Reading an organization file. */
import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { accountsWithParents, completeOrganization, organizationalUnits, type Organization } from './organization.ts';
import { organizationSchema } from './schema.ts';

export interface OrganizationProblem {
  readonly line: number;
  /** Where in the file, e.g. `ous.0.accounts.2.email`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** The file is no organization. The message has a line for each problem: `file:line: path: what is wrong`. */
export class OrganizationFileError extends Error {
  override readonly name = 'OrganizationFileError';
  constructor(
    readonly file: string,
    readonly problems: readonly OrganizationProblem[],
  ) {
    super(problems.map(({ line, path, message }) => `${file}:${line}: ${path === '' ? '' : `${path}: `}${message}`).join('\n'));
  }
}

/** Reads and checks a file. Throws OrganizationFileError, or the file system's error. */
export function loadOrganization(file: string, seed?: number): Organization {
  return parseOrganization(readFileSync(file, 'utf8'), file, seed);
}

/** As loadOrganization, from text; `file` names it in errors. */
export function parseOrganization(text: string, file: string, seed?: number): Organization {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax)
    throw new OrganizationFileError(file, [
      { line: lines.linePos(syntax.pos[0]).line, path: '', message: syntax.message.split('\n')[0]! },
    ]);

  const lineAt = (path: readonly PropertyKey[]): number => lines.linePos(offsetOf(document, path)).line;
  const parsed = organizationSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success) {
    throw new OrganizationFileError(
      file,
      parsed.error.issues.map(({ path, message }) => ({ line: lineAt(path), path: path.join('.'), message })),
    );
  }
  const organization = completeOrganization(parsed.data, seed);
  const problems = contradictions(organization);
  if (problems.length > 0)
    throw new OrganizationFileError(
      file,
      problems.map((message) => ({ line: 1, path: '', message })),
    );
  return organization;
}

/** The place of the innermost node on `path` that is in the file: a missing member is reported at its parent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
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
    ...(organization.governedRegions.includes(organization.homeRegion) ? [] : ['governedRegions must hold the homeRegion']),
  ];
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
