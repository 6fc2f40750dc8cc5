/** Security Hub as an SDK client meets it: limits, partial failures, delayed updates and the events of imports and updates. */
import {
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
  type AwsSecurityFinding,
} from '@aws-sdk/client-securityhub';
import { servicesWithEventLog } from '../support/events.ts';
import { clientConfig, management, member, memberRoot, openTestSandbox, root, testOrganization } from '../support/open.ts';

const securityHub = {
  administrator: 'Management',
  findings: [
    { account: 'Member', control: 'S3.8', resource: 'open' },
    { account: 'Member', control: 'KMS.4', note: 'known to the team' },
  ],
};

async function open(changes: object = {}) {
  const { services, received } = servicesWithEventLog();
  const { sandbox, clock } = await openTestSandbox({
    services,
    organization: testOrganization({ securityHub: { ...securityHub, ...changes } }),
  });
  const hub = new SecurityHubClient(clientConfig(sandbox, root));
  const { Findings = [] } = await hub.send(new GetFindingsCommand({}));
  return { sandbox, clock, received, hub, findings: Findings, identifiers: Findings.map(identifier) };
}

const identifier = ({ Id, ProductArn }: AwsSecurityFinding) => ({ Id: Id!, ProductArn: ProductArn! });
const note = { Text: 'seen', UpdatedBy: 'test' };

test('the administrator sees the findings of members, another member sees its own', async () => {
  const { sandbox, findings } = await open();
  expect(findings.map(({ Compliance }) => Compliance?.SecurityControlId)).toEqual(['S3.8', 'KMS.4']);
  const own = new SecurityHubClient(clientConfig(sandbox, memberRoot));
  const wanted = { ComplianceSecurityControlId: [{ Value: 'KMS.4', Comparison: 'EQUALS' as const }] };
  const { Findings } = await own.send(new GetFindingsCommand({ Filters: wanted }));
  expect(Findings?.map(({ Note }) => Note?.Text)).toEqual(['known to the team']);
});

test('an update takes effect later, leaves UpdatedAt and comes again as an event', async () => {
  const { clock, hub, received, findings, identifiers } = await open();
  const update = { FindingIdentifiers: identifiers, Workflow: { Status: 'SUPPRESSED' as const }, Note: note };
  const answer = await hub.send(new BatchUpdateFindingsCommand(update));
  expect(answer.ProcessedFindings).toHaveLength(2);
  const statuses = async () =>
    (await hub.send(new GetFindingsCommand({}))).Findings!.map(({ Workflow, UpdatedAt }) => [Workflow?.Status, UpdatedAt]);
  expect(await statuses()).toEqual(findings.map(({ UpdatedAt }) => ['NEW', UpdatedAt]));
  clock.runUntil(clock.now() + 200_000);
  expect(await statuses()).toEqual(findings.map(({ UpdatedAt }) => ['SUPPRESSED', UpdatedAt]));
  // Each finding's event reaches its own account and the administrator's.
  expect(received.map(({ account, 'detail-type': type }) => [account, type])).toEqual(
    [member, management, member, management].map((account) => [account, 'Security Hub Findings - Imported']),
  );
});

test('findings that fail are in an answer with status 200, each with its code', async () => {
  const { hub, identifiers } = await open();
  const [first] = identifiers as [{ Id: string; ProductArn: string }];
  const answer = await hub.send(
    new BatchUpdateFindingsCommand({ FindingIdentifiers: [first, first, { ...first, Id: 'unknown' }], Note: note }),
  );
  expect(answer.$metadata.httpStatusCode).toBe(200);
  expect(answer.ProcessedFindings).toEqual([first]);
  expect(answer.UnprocessedFindings?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    'DuplicatedFindingIdentifier',
    'FindingNotFound',
  ]);
  const long = { Note: { Text: 'x'.repeat(513), UpdatedBy: 'test' } };
  const refused = await hub.send(new BatchUpdateFindingsCommand({ FindingIdentifiers: [first], ...long }));
  expect(refused.UnprocessedFindings?.map(({ ErrorCode }) => ErrorCode)).toEqual(['InvalidInput']);
});

test('of the share of partialFailures some findings fail with codes that can succeed later', async () => {
  const { hub, identifiers } = await open({ partialFailures: 1 });
  const answer = await hub.send(new BatchUpdateFindingsCommand({ FindingIdentifiers: identifiers, Note: note }));
  expect(answer.ProcessedFindings).toEqual([]);
  expect(answer.UnprocessedFindings).toHaveLength(2);
  for (const { ErrorCode } of answer.UnprocessedFindings!) expect(ErrorCode).toMatch(/^(ConcurrentUpdateError|InternalFailure)$/);
});

test('the 31st update at once is throttled as TooManyRequestsException with status 429; a second later ten more pass', async () => {
  const { clock, hub, identifiers } = await open();
  const update = () => hub.send(new BatchUpdateFindingsCommand({ FindingIdentifiers: identifiers, Note: note }));
  for (let call = 0; call < 30; call += 1) await update();
  await expect(update()).rejects.toMatchObject({ name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } });
  clock.runUntil(clock.now() + 1000);
  for (let call = 0; call < 10; call += 1) await update();
  await expect(update()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
});

test('101 findings in one call are refused as a whole', async () => {
  const { hub, identifiers } = await open();
  const many = Array.from({ length: 101 }, (_, index) => ({ ...identifiers[0]!, Id: String(index) }));
  await expect(hub.send(new BatchUpdateFindingsCommand({ FindingIdentifiers: many, Note: note }))).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
});

test('what a customer set survives the next import; an import of another account is refused', async () => {
  const { sandbox, clock, hub, findings, identifiers } = await open();
  await hub.send(
    new BatchUpdateFindingsCommand({ FindingIdentifiers: [identifiers[0]!], Workflow: { Status: 'SUPPRESSED' }, Note: note }),
  );
  clock.runUntil(clock.now() + 200_000);
  const own = new SecurityHubClient(clientConfig(sandbox, memberRoot));
  const { Note: _note, Workflow: _workflow, ...rest } = findings[0]!;
  const again = { ...rest, UpdatedAt: new Date(clock.now()).toISOString(), Title: 'changed' };
  const answer = await own.send(
    new BatchImportFindingsCommand({ Findings: [again, { ...again, AwsAccountId: '333333333333' }] }),
  );
  expect([answer.SuccessCount, answer.FailedCount]).toEqual([1, 1]);
  const { Findings } = await own.send(new GetFindingsCommand({ Filters: { Id: [{ Value: again.Id!, Comparison: 'EQUALS' }] } }));
  expect(Findings?.[0]).toMatchObject({ Title: 'changed', Workflow: { Status: 'SUPPRESSED' }, Note: { Text: 'seen' } });
});

test('a custom action reaches the Region with the chosen findings', async () => {
  const { sandbox, received, identifiers } = await open();
  const call = (operation: string, input: object) => sandbox.call({ service: 'securityhub', operation, input, caller: root });
  const created = await call('CreateActionTarget', { Name: 'Remediate', Description: 'Fix it', Id: 'Remediate' });
  const { ActionTargetArn } = created as { ActionTargetArn: string };
  await call('PressCustomAction', { ActionTargetArn, FindingIdentifiers: identifiers });
  expect(received).toMatchObject([{ account: management, detail: { actionName: 'Remediate', findings: identifiers } }]);
});

test('a member without Security Hub is told that it is not subscribed', async () => {
  const { sandbox } = await openTestSandbox();
  const hub = new SecurityHubClient(clientConfig(sandbox, { ...memberRoot, account: member }));
  await expect(hub.send(new GetFindingsCommand({}))).rejects.toMatchObject({ name: 'InvalidAccessException' });
});
