/** finding-remediation with the packaged templates, the real functions and every role enforced. */
import { DeleteRolePolicyCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetPublicAccessBlockCommand, PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { exampleRules, openFindings, type Ended, type Findings } from './support/findings.ts';

jest.setTimeout(120_000);

const undoing = (world: Findings, name: string, undo: string, more: object = {}): Promise<Ended> =>
  world.run('finding-remediation', name, { batch: name, undo, ...more });

describe('a batch of findings', () => {
  let world: Findings;
  let ended: Ended;
  beforeAll(async () => {
    world = await openFindings();
    await world.putRules(exampleRules);
    const key = await world.putFindings('all', await world.findings());
    ended = await world.run('finding-remediation', 'one', { batch: 'all', key }, { approvals: { approveAs: ['alice'] } });
  });
  afterAll(() => world.close());

  const outcomes = async (of: Ended): Promise<string[]> =>
    (await world.results(of)).map(({ control, rule, outcome }) => `${control} ${rule} ${outcome}`);

  test('is decided by the rules, repaired through each playbook and its member role, and verified', async () => {
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { summary: { VERIFIED: 16, NOTIFIED: 1, SUPPRESSED: 1 } } });
    expect(await outcomes(ended)).toEqual([
      'S3.8 development-at-once VERIFIED',
      'S3.5 development-at-once VERIFIED',
      'EC2.19 development-at-once VERIFIED',
      'EC2.2 development-at-once VERIFIED',
      'IAM.22 development-at-once VERIFIED',
      'S3.1 development-at-once VERIFIED',
      'EC2.7 development-at-once VERIFIED',
      'EC2.1 development-at-once VERIFIED',
      'RDS.1 development-at-once VERIFIED',
      'KMS.4 development-at-once VERIFIED',
      'IAM.15 production-settings VERIFIED',
      'CloudTrail.4 production-settings VERIFIED',
      'EC2.6 flow-logs-to-the-log-archive VERIFIED',
      'RDS.2 production-databases-with-approval VERIFIED',
      'S3.8 production-settings VERIFIED',
      'Lambda.1 tell-the-others NOTIFIED',
      'EC2.19 sandbox-open-to-the-world VERIFIED',
      'S3.8 sandbox-is-for-trying SUPPRESSED',
    ]);
  });

  test('is told in Security Hub; a note that an analyst wrote stays', async () => {
    await world.pass();
    const findings = await world.findings();
    const told = findings.map(({ Workflow, Note }) => `${Workflow!.Status} ${Note?.UpdatedBy}`);
    expect(told.filter((text) => text === 'RESOLVED groundcrew')).toHaveLength(15);
    expect(findings.find(({ Note }) => Note?.UpdatedBy === 'analyst')).toMatchObject({
      Workflow: { Status: 'RESOLVED' },
      Note: { Text: 'Public on purpose until March, ticket 4711.' },
    });
    expect(findings.at(-1)).toMatchObject({ Workflow: { Status: 'SUPPRESSED' } });
  });

  test('is left alone when the same file comes again, although a provider sends its findings for ever', async () => {
    const key = await world.putFindings('again', JSON.parse(JSON.stringify(await world.findings())) as unknown[]);
    const again = await world.run('finding-remediation', 'two', { batch: 'again', key });
    expect(again.output.summary).toEqual({ SKIPPED: 18 });
    const stored = await world.putFindings(
      'as-before',
      (await world.findings()).map((one) => ({ ...one, Workflow: { Status: 'NEW' } })),
    );
    const third = await world.run('finding-remediation', 'three', { batch: 'third', key: stored });
    expect(third.output.summary).toEqual({ SKIPPED: 18 });
    expect((await world.results(third)).every(({ reason }) => reason.startsWith('ALREADY_HANDLED'))).toBe(true);
  });

  test('rehearses its undoing, then is undone from the pre-images, but for what somebody changed since', async () => {
    const bucket = `assets-${world.accountOf('web-dev')}`;
    const s3 = new S3Client(world.local.sdkConfig('somebody', { account: world.accountOf('web-dev'), region: 'us-east-1' }));
    const changed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: false };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: changed }));
    const rehearsed = await undoing(world, 'undo-rehearsed', 'all', { dryRun: true });
    expect(rehearsed.output.summary).toEqual({ PLANNED: 15, NOT_ALLOWED: 1 });
    const undone = await undoing(world, 'undo-all', 'all');
    expect(undone.output.summary).toEqual({ UNDONE: 15, NOT_ALLOWED: 1 });
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }));
    expect(PublicAccessBlockConfiguration).toEqual(changed);
    const left = (await world.results(undone)).find(({ outcome }) => outcome === 'NOT_ALLOWED');
    expect(left).toMatchObject({
      resource: `arn:aws:s3:::${bucket}`,
      reason: expect.stringContaining('somebody changed') as string,
    });
    await world.pass();
    expect((await world.findings()).filter(({ Workflow }) => Workflow!.Status === 'NEW').length).toBe(15);
  });
});

describe('a finding that cannot be repaired', () => {
  let world: Findings;
  beforeAll(async () => {
    world = await openFindings();
  });
  afterAll(() => world.close());

  const one = async (control: string) =>
    (await world.findings()).filter(({ Compliance }) => Compliance?.SecurityControlId === control).slice(0, 1);
  const runOne = async (name: string, control: string, more: object = {}, options?: Parameters<Findings['run']>[3]) => {
    const key = await world.putFindings(name, await one(control));
    const ended = await world.run('finding-remediation', name, { batch: name, key, ...more }, options);
    return { ended, results: ended.status === 'SUCCEEDED' ? await world.results(ended) : [] };
  };

  test('without a rule table nothing is decided', async () => {
    const { ended } = await runOne('no-rules', 'IAM.15');
    expect(ended).toMatchObject({ status: 'FAILED', error: 'InvalidRules' });
  });

  test('in a dry run has its plan, and nothing is claimed, changed or told', async () => {
    await world.putRules(exampleRules);
    const { results } = await runOne('dry', 'S3.8', { dryRun: true });
    expect(results).toMatchObject([{ outcome: 'PLANNED', changes: expect.arrayContaining(['BlockPublicAcls on']) as string[] }]);
    expect((await world.findings()).filter(({ Note }) => Note?.UpdatedBy === 'groundcrew')).toEqual([]);
  });

  test('without the approval that its rule asks for ends NOT_ALLOWED', async () => {
    const { results } = await runOne('refused', 'RDS.2', {}, { approvals: 'expire' });
    expect(results).toMatchObject([{ outcome: 'NOT_ALLOWED', reason: expect.stringContaining('approval') as string }]);
  });

  test('without a playbook ends NO_PLAYBOOK', async () => {
    await world.putRules('version: 1\nrules:\n  - { name: all, when: {}, action: remediate }\n');
    const { results } = await runOne('none', 'Lambda.1');
    expect(results).toMatchObject([{ outcome: 'NO_PLAYBOOK', reason: expect.stringContaining('Lambda.1') as string }]);
  });

  test('in an account whose role does not trust us ends ASSUME_ROLE_FAILED, and is tried again when a person starts it again', async () => {
    const account = world.accountOf('data-dev');
    const iam = new IAMClient(world.local.sdkConfig('somebody', { account, region: 'us-east-1' }));
    const RoleName = 'groundcrew-prod-fix-kms-key-rotation';
    const trust = (AWS: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust(`arn:aws:iam::${account}:root`) }));
    const { results } = await runOne('untrusted', 'KMS.4');
    expect(results).toMatchObject([{ outcome: 'ASSUME_ROLE_FAILED', reason: expect.stringContaining('AccessDenied') as string }]);
    const security = world.local.targets.find(({ key }) => key === 'security')!.account;
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust(`arn:aws:iam::${security}:root`) }));
    const waits = await runOne('cooling', 'KMS.4');
    expect(waits.results).toMatchObject([{ outcome: 'SKIPPED', reason: expect.stringContaining('COOLDOWN') as string }]);
    const again = await runOne('trusted', 'KMS.4', { asked: true });
    expect(again.results).toMatchObject([{ outcome: 'VERIFIED' }]);
  });

  test('whose role may not do what the playbook does ends FAILED with the words of AWS', async () => {
    const iam = new IAMClient(world.local.sdkConfig('somebody', { account: world.accountOf('web-prod'), region: 'us-east-1' }));
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'groundcrew-prod-fix-cloudtrail-log-validation', PolicyName: 'fix' }));
    const { results } = await runOne('forbidden', 'CloudTrail.4');
    expect(results).toMatchObject([
      { outcome: 'FAILED', reason: expect.stringContaining('is not authorized to perform: cloudtrail:GetTrail') as string },
    ]);
  });

  test('beyond the cap of its account and hour ends NOT_ALLOWED', async () => {
    await world.putRules(
      'version: 1\nlimits: { changesPerAccountAndHour: 1 }\nrules:\n  - { name: all, when: {}, action: remediate }\n',
    );
    const findings = (await world.findings()).filter(({ AwsAccountId }) => AwsAccountId === world.accountOf('web-dev'));
    const key = await world.putFindings('capped', findings);
    const ended = await world.run('finding-remediation', 'capped', { batch: 'capped', key });
    expect(ended.output.summary).toEqual({ VERIFIED: 1, NOT_ALLOWED: 4 });
    const refused = (await world.results(ended)).filter(({ outcome }) => outcome === 'NOT_ALLOWED');
    expect(refused.every(({ reason }) => reason.startsWith('CapReached'))).toBe(true);
  });

  test('that is no finding, is archived or passed is skipped, each with its reason', async () => {
    const [found] = await one('EC2.2');
    const known = { ...found, Workflow: { Status: 'NEW' } };
    const values = [
      { Id: 'x' },
      { ...known, Id: 'a', RecordState: 'ARCHIVED' },
      { ...known, Id: 'b', Compliance: { Status: 'PASSED' } },
      { ...known, Id: 'c', Workflow: { Status: 'SUPPRESSED' } },
    ];
    const key = await world.putFindings('odd', values);
    const ended = await world.run('finding-remediation', 'odd', { batch: 'odd', key });
    const reasons = (await world.results(ended)).map(({ outcome, reason }) => `${outcome} ${reason.split(':')[0]}`);
    expect(reasons).toEqual(['SKIPPED INVALID', 'SKIPPED ARCHIVED', 'SKIPPED PASSED', 'SKIPPED SUPPRESSED']);
  });
});
