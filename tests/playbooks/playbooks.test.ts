/** Every playbook: its five steps in the sandbox through its own member role, each statement of which is needed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { playbooks } from '../../handlers/playbooks/registry.ts';
import { matchesPattern } from '../../handlers/finding-remediation/rules.ts';
import { refusedCalls, unneededPatterns, unusedStatements } from '../package/needed-permissions.ts';
import { packagedTarget } from '../package/packaged-template.ts';
import { repositoryRoot } from '../support/repository.ts';
import { s3BucketVersioning } from './example/s3-bucket-versioning.ts';
import { readFixture, rehearse, type Rehearsal } from './support/rehearse.ts';

const fixtures = join(repositoryRoot, 'tests/playbooks/fixtures');

/** Statements of a playbook's member role as packaged, for the account of the sandbox's member. */
function packagedStatements(playbook: string): unknown[] {
  const role = packagedTarget('remediation-member')
    .ofType('AWS::IAM::Role')
    .map(([, resource]) => resource.Properties as { RoleName: string; Policies: { PolicyDocument: { Statement: unknown[] } }[] })
    .find(({ RoleName }) => RoleName.endsWith(`-fix-${playbook}`));
  const text = JSON.stringify(role!.Policies[0]!.PolicyDocument.Statement);
  const resolved = text
    .replace(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::AccountId}', '222222222222');
  return JSON.parse(resolved) as unknown[];
}

function expectWhole(rehearsal: Rehearsal, changes: readonly string[]): void {
  const { role, log } = rehearsal;
  expect(refusedCalls([role], log)).toEqual([]);
  expect(rehearsal).toMatchObject({ compliant: [false, true, false], restored: true, asPlanned: true });
  expect(rehearsal.changes).toHaveLength(changes.length);
  for (const [index, change] of changes.entries()) expect(matchesPattern(change, rehearsal.changes[index]!)).toBe(true);
  expect(unusedStatements([role], log)).toEqual([]);
  expect(unneededPatterns([role], log)).toEqual([]);
}

describe('a playbook', () => {
  it.each(playbooks.map((playbook) => [playbook.name, playbook] as const))(
    '%s repairs its resource and puts it back, with a role of which nothing could be taken away',
    async (name, playbook) => {
      const given = readFixture(join(fixtures, `${name}.yml`));
      expect(playbook.controls).toContain(given.control);
      expectWhole(await rehearse(playbook, given, packagedStatements(name)), given.changes);
    },
  );

  it('has a fixture and a role, and no fixture or role is left over', () => {
    const names = playbooks.map(({ name }) => name);
    expect(readdirSync(fixtures).map((file) => file.replace(/\.yml$/, ''))).toEqual(names);
    const roles = packagedTarget('remediation-member').ofType('AWS::IAM::Role');
    expect(roles.map(([, { Properties }]) => String(Properties!['RoleName']).replace(/^.*-fix-/, ''))).toEqual(names);
  });

  it('is the only one for its controls', () => {
    const controls = playbooks.flatMap((playbook) => playbook.controls);
    expect(new Set(controls).size).toBe(controls.length);
  });
});

describe('the example of docs/operating/write-a-playbook.md', () => {
  const example = (name: string) => join(repositoryRoot, 'tests/playbooks/example', name);

  it('works with its fixture', async () => {
    const given = readFixture(example('s3-bucket-versioning.yml'));
    expectWhole(await rehearse(s3BucketVersioning, given, given.role!), given.changes);
  });

  it('is found out when its role has a permission too much, or one too few', async () => {
    const given = readFixture(example('s3-bucket-versioning.yml'));
    const wider = await rehearse(s3BucketVersioning, given, [
      ...given.role!,
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
    ]);
    expect(unusedStatements([wider.role], wider.log)).toEqual(['s3-bucket-versioning statement 1']);
    const narrower = [{ Effect: 'Allow', Action: 's3:GetBucketVersioning', Resource: 'arn:aws:s3:::*' }];
    await expect(rehearse(s3BucketVersioning, given, narrower)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('stands there as it is', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/operating/write-a-playbook.md'), 'utf8');
    for (const name of ['s3-bucket-versioning.ts', 's3-bucket-versioning.yml']) {
      expect(page).toContain(readFileSync(example(name), 'utf8').trimEnd());
    }
  });
});
