import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { organizationJsonSchema } from '../../../src/sandbox/organization/json-schema.ts';
import { DocumentError } from '../../../src/document/parse-document.ts';
import { loadOrganization, parseOrganization } from '../../../src/sandbox/organization/load.ts';
import { accountsWithParents, organizationalUnits } from '../../../src/sandbox/organization/organization.ts';
import { repositoryRoot } from '../../support/repository.ts';

const examples = join(repositoryRoot, 'examples/organizations');

const head = `managementAccount: { email: aws@example.com }
homeRegion: us-east-1
governedRegions: [us-east-1]
`;

/** `line: path: message` of each problem of a text. */
function problemsOf(text: string): string[] {
  try {
    parseOrganization(text, 'test.yml');
  } catch (error) {
    if (error instanceof DocumentError) return error.problems.map(({ line, path, message }) => `${line}: ${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('the organization files of examples', () => {
  it.each(['small.yml', 'anycompany.yml'])('%s can be loaded', (name) => {
    expect(loadOrganization(join(examples, name)).governedRegions.length).toBeGreaterThan(0);
  });

  it('small.yml has room for ten more accounts and an unregistered OU', () => {
    const small = loadOrganization(join(examples, 'small.yml'));
    expect(small.quotas['organizations/accounts']! - accountsWithParents(small).length).toBe(10);
    const units = organizationalUnits(small.ous);
    expect(units.map(({ path }) => path)).toContain('Workloads/Production');
    expect(units.filter(({ registered }) => !registered).map(({ name }) => name)).toEqual(['Legacy']);
  });

  it('have the generated JSON Schema beside them', () => {
    expect(JSON.parse(readFileSync(join(examples, 'schema.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(organizationJsonSchema())),
    );
  });
});

describe('ids', () => {
  it('derive from seed and path: the same file has the same ids, another seed other ones', () => {
    const file = join(examples, 'small.yml');
    const ids = (seed?: number) => accountsWithParents(loadOrganization(file, seed)).map(({ account }) => account.id);
    expect(ids()).toEqual(ids(1));
    expect(ids().filter((id) => ids(2).includes(id))).toEqual([]);
    expect(ids().every((id) => /^[1-9]\d{11}$/.test(id))).toBe(true);
  });

  it('given in the file are kept', () => {
    const organization = parseOrganization(
      `${head}accounts: [{ name: a, email: a@example.com, id: '123456789012' }]\n`,
      'test.yml',
    );
    expect(organization.accounts[0]!.id).toBe('123456789012');
  });
});

describe('a wrong organization file', () => {
  it('is refused with file, line and path of each problem', () => {
    const text = `${head}slots: 11\nous:\n  - name: A\n    accounts:\n      - { name: x, email: not-an-address }\n    colour: red\n`;
    expect(problemsOf(text)).toEqual(
      expect.arrayContaining([
        '4: slots: Too big: expected number to be <=10',
        '8: ous.0.accounts.0.email: must be an e-mail address',
        expect.stringMatching(/ous\.0: Unrecognized key: "colour"/),
      ]),
    );
    expect(() => parseOrganization(text, 'test.yml')).toThrow(/test\.yml:4: slots: /);
  });

  it.each([
    ['no YAML', 'a: [', /^1: : /],
    ['a missing member', 'homeRegion: us-east-1\ngovernedRegions: [us-east-1]\n', /managementAccount/],
    [
      'an address used twice',
      `${head}accounts: [{ name: a, email: AWS@example.com }]\n`,
      /two accounts have the e-mail address aws@example.com/,
    ],
    ['an unknown group member', `${head}identityCenter: { groups: [{ name: g, members: [x] }] }\n`, /unknown member x/],
    ['an unknown policy target', `${head}policies: [{ name: p, content: {}, targets: [Nowhere] }]\n`, /unknown target Nowhere/],
    [
      'a home Region that is not governed',
      head.replace('[us-east-1]', '[eu-west-1]'),
      /governedRegions must hold the homeRegion/,
    ],
    [
      'a fault without a measure',
      `${head}faults: [{ service: s3, operation: '*', effect: throttle }]\n`,
      /either probability or nth/,
    ],
    [
      'a bad time span',
      `${head}durations: { a/b: { median: soon, minimum: 1s, maximum: 2s } }\n`,
      /durations.a\/b.median: must be a time span/,
    ],
  ])('with %s is refused', (_what, text, expected) => {
    expect(problemsOf(text).join('\n')).toMatch(expected);
  });
});
