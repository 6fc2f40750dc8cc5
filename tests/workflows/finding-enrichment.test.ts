/** finding-enrichment with the packaged templates, the real functions and every role enforced. */
import {
  ListParentsCommand,
  ListOrganizationalUnitsForParentCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { allPages } from '../../handlers/shared/pages.ts';
import { organization } from '../../src/sandbox/organizations/tree.ts';
import { openFindings, type Findings } from './support/findings.ts';

jest.setTimeout(120_000);

const few = (file: Record<string, unknown>): void => {
  file['securityHub'] = {
    administrator: 'audit',
    findings: [
      { account: 'web-dev', control: 'Lambda.1', resource: 'one' },
      { account: 'web-dev', control: 'Lambda.1', resource: 'two', note: 'Looked at in May.' },
      { account: 'playground', control: 'Lambda.1', resource: 'three' },
    ],
  };
};

async function enrich(world: Findings, name: string, findings: readonly AwsSecurityFinding[]): Promise<AwsSecurityFinding[]> {
  const key = await world.putFindings(name, findings);
  const { status } = await world.run('finding-enrichment', name, { batch: name, key, asked: true });
  expect(status).toBe('SUCCEEDED');
  await world.pass();
  return world.findings();
}

const ouPath = ({ UserDefinedFields }: AwsSecurityFinding): string | undefined => UserDefinedFields?.['groundcrew:ouPath'];

/** Moves the sandbox's account to where production is, as an administrator of the organization does. */
async function moveToProduction({ local, accountOf }: Findings): Promise<void> {
  const organizations = new OrganizationsClient(local.sdkConfig('administrator'));
  const AccountId = accountOf('playground');
  const { Parents } = await organizations.send(new ListParentsCommand({ ChildId: AccountId }));
  const unitIn = async (ParentId: string, name: string): Promise<string> => {
    const units = await allPages(
      (NextToken) => organizations.send(new ListOrganizationalUnitsForParentCommand({ ParentId, NextToken })),
      ({ OrganizationalUnits }) => OrganizationalUnits,
      ({ NextToken }) => NextToken,
    );
    return units.find(({ Name }) => Name === name)!.Id!;
  };
  const workloads = await unitIn(organization(local.sandbox.store).rootId, 'Workloads');
  const move = { AccountId, SourceParentId: Parents![0]!.Id!, DestinationParentId: await unitIn(workloads, 'Production') };
  await organizations.send(new MoveAccountCommand(move));
  organizations.destroy();
}

describe('an enriched finding', () => {
  let world: Findings;
  let enriched: AwsSecurityFinding[];
  beforeAll(async () => {
    world = await openFindings(few);
    enriched = await enrich(world, 'first', await world.findings());
  });
  afterAll(() => world.close());

  test('has the OU path and the tags of its account, and a note', () => {
    expect(enriched[0]).toMatchObject({
      UserDefinedFields: {
        'groundcrew:enriched': 'true',
        'groundcrew:ouPath': 'Workloads/Development',
        'groundcrew:tag:team': 'web',
        'groundcrew:tag:stage': 'dev',
      },
      Note: { Text: 'Account web-dev, OU Workloads/Development.', UpdatedBy: 'groundcrew' },
    });
  });

  test('keeps the note of an analyst', () => {
    expect(enriched[1]).toMatchObject({ Note: { Text: 'Looked at in May.', UpdatedBy: 'analyst' } });
    expect(ouPath(enriched[1]!)).toBe('Workloads/Development');
  });

  test('keeps what finding-remediation has to say', async () => {
    const said = { Text: 'Notified by rule tell: rule tell', UpdatedBy: 'groundcrew', UpdatedAt: '2026-01-05T09:00:00Z' };
    const key = await world.putFindings('said', [{ ...enriched[0]!, Id: 'another', Note: said, UserDefinedFields: {} }]);
    const { output } = await world.run('finding-enrichment', 'said', { batch: 'said', key, dryRun: true });
    expect(output.summary).toEqual({ PLANNED: 1 });
    expect(await world.resultLines(output.files.results)).toMatchObject([
      { update: { userDefinedFields: { 'groundcrew:enriched': 'true' } } },
    ]);
    expect(JSON.stringify(await world.resultLines(output.files.results))).not.toContain('"note"');
  });

  test('that Security Hub does not know ends FAILED in the results, with its words', async () => {
    const key = await world.putFindings('unknown', [
      { ...enriched[0]!, Id: 'nobody-knows-it', Note: undefined, UserDefinedFields: {} },
    ]);
    const { output } = await world.run('finding-enrichment', 'unknown', { batch: 'unknown', key });
    expect(output.summary).toEqual({ FAILED: 1 });
    expect(await world.resultLines(output.files.results)).toMatchObject([
      { outcome: 'FAILED', reason: 'FindingNotFound: Finding Not Found' },
    ]);
  });

  test('has the new path as soon as its account has moved: us-east-1 of the management account relays it', async () => {
    expect(ouPath(enriched[2]!)).toBe('Sandbox');
    await moveToProduction(world);
    await world.pass();
    const again = await enrich(world, 'moved', enriched.slice(2));
    expect(ouPath(again[2]!)).toBe('Workloads/Production');
  });
});

describe('without the relay', () => {
  test('a move is seen only after a day', async () => {
    const world = await openFindings(few, { targets: ['security', 'remediation-member'] });
    const [, , before] = await enrich(world, 'first', await world.findings());
    await moveToProduction(world);
    await world.pass();
    const [, , after] = await enrich(world, 'moved', [before!]);
    expect(ouPath(after!)).toBe('Sandbox');
    await world.close();
  });
});
