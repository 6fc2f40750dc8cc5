/** Service control policies as drills use them: date windows, propagation, denials that name the policy, governance tools, the simulator. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, SimulateCustomPolicyCommand } from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DetachPolicyCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { clientConfig, memberRoot, openTestSandbox, root, testOrganization, type ManualClock } from '../support/open.ts';

const second = 1000;
const begin = Date.parse('2026-01-05T09:00:00Z');
const at = (seconds: number): string => new Date(begin + seconds * second).toISOString();
const deny = (from: number, to: number, region = 'eu-west-1'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Drill',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:RequestedRegion': [region] },
          DateGreaterThan: { 'aws:CurrentTime': at(from) },
          DateLessThan: { 'aws:CurrentTime': at(to) },
          ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/exempt'] },
        },
      },
    ],
  });

interface Opened {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly policyId: string;
  readonly targetId: string;
  readonly organizations: OrganizationsClient;
  /** `allowed`, or the denial's text. */
  reach(seconds: number, region?: string): Promise<string>;
}

async function open(changes: object, content: string): Promise<Opened> {
  const organization = testOrganization({ now: at(0), ...changes });
  const { sandbox, clock } = await openTestSandbox({ organization });
  const organizations = new OrganizationsClient(clientConfig(sandbox, root));
  const Type = 'SERVICE_CONTROL_POLICY';
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({ Name: 'drill', Description: '', Content: content, Type }),
  );
  const policyId = Policy!.PolicySummary!.Id!;
  const targetId = organization.ous[0]!.id;
  await organizations.send(new AttachPolicyCommand({ PolicyId: policyId, TargetId: targetId }));
  return {
    ...{ sandbox, clock, policyId, targetId, organizations },
    async reach(seconds, region = 'eu-west-1') {
      clock.runUntil(begin + seconds * second);
      const dynamodb = new DynamoDBClient(clientConfig(sandbox, memberRoot, region));
      return dynamodb.send(new ListTablesCommand({})).then(
        () => 'allowed',
        (error: Error) => error.message,
      );
    },
  };
}

const slow = { durations: { 'organizations/policy-propagation': { median: '30s', minimum: '30s', maximum: '30s' } } };
const quick = { durations: { 'organizations/policy-propagation': { median: '1ms', minimum: '1ms', maximum: '1ms' } } };

describe('a policy with a window of time', () => {
  it('denies from the second after T0 to the second before T1, its Region alone, and names itself', async () => {
    const { reach, policyId } = await open(quick, deny(100, 200));
    expect(await reach(100)).toBe('allowed');
    expect(await reach(101)).toMatch(
      new RegExp(
        `with an explicit deny in a service control policy: arn:aws:organizations::111111111111:policy/o-\\w+/service_control_policy/${policyId}$`,
      ),
    );
    expect(await reach(150, 'eu-central-1')).toBe('allowed');
    expect(await reach(199)).toContain('explicit deny');
    expect(await reach(200)).toBe('allowed');
  });

  it('follows the clock of the evaluation, which may be ahead', async () => {
    const { reach } = await open({ ...quick, clockSkew: { authorization: 120 } }, deny(200, 300));
    expect(await reach(79)).toBe('allowed');
    expect(await reach(81)).toContain('explicit deny');
    expect(await reach(180)).toBe('allowed');
  });

  it('is not named by a service that does not name policies yet', async () => {
    const { sandbox, clock } = await open(quick, deny(0, 100));
    clock.runUntil(begin + 10 * second);
    const sqs = new SQSClient(clientConfig(sandbox, memberRoot, 'eu-west-1'));
    await expect(sqs.send(new ListQueuesCommand({}))).rejects.toThrow(/explicit deny in a service control policy$/);
  });
});

describe('a change of a policy', () => {
  it('has effect only after it has spread: attached, changed, detached', async () => {
    const { reach, organizations, policyId, targetId } = await open(slow, deny(-1, 1000));
    expect(await reach(29)).toBe('allowed');
    expect(await reach(30)).toContain('explicit deny');
    await organizations.send(new UpdatePolicyCommand({ PolicyId: policyId, Content: deny(-1, 1000, 'eu-central-1') }));
    expect(await reach(59)).toContain('explicit deny');
    expect(await reach(60)).toBe('allowed');
    expect(await reach(60, 'eu-central-1')).toContain('explicit deny');
    await organizations.send(new DetachPolicyCommand({ PolicyId: policyId, TargetId: targetId }));
    expect(await reach(89, 'eu-central-1')).toContain('explicit deny');
    expect(await reach(90, 'eu-central-1')).toBe('allowed');
  });

  it('that is taken back before it has spread never has effect', async () => {
    const { reach, organizations, policyId, targetId } = await open(slow, deny(-1, 1000));
    await organizations.send(new DetachPolicyCommand({ PolicyId: policyId, TargetId: targetId }));
    for (const seconds of [10, 31, 61, 120]) expect(await reach(seconds)).toBe('allowed');
  });

  it('is undone by a governance tool that does not know the policy', async () => {
    const { clock, organizations, policyId } = await open(
      { ...quick, serviceControlPolicies: { revertedEvery: '10m' } },
      deny(-1, 1000),
    );
    const targets = async (): Promise<number> => {
      let NextToken: string | undefined;
      let found = 0;
      do {
        const page = await organizations.send(new ListTargetsForPolicyCommand({ PolicyId: policyId, NextToken }));
        found += page.Targets!.length;
        ({ NextToken } = page);
      } while (NextToken);
      return found;
    };
    expect(await targets()).toBe(1);
    clock.runUntil(begin + 601 * second);
    expect(await targets()).toBe(0);
  });
});

describe('a lost Region', () => {
  it('answers nothing between two times, to anybody', async () => {
    const error = { code: 'ServiceUnavailable', message: 'Service Unavailable', statusCode: 503 };
    const lost = {
      service: '*',
      operation: '*',
      region: 'eu-west-1',
      probability: 1,
      effect: 'error',
      error,
      from: at(10),
      until: at(20),
    };
    const { reach } = await open({ ...quick, faults: [lost] }, deny(900, 1000));
    expect(await reach(9)).toBe('allowed');
    expect(await reach(10)).toBe('Service Unavailable');
    expect(await reach(10, 'eu-central-1')).toBe('allowed');
    expect(await reach(20)).toBe('allowed');
  });
});

describe('SimulateCustomPolicy', () => {
  it('evaluates a hierarchy of SCPs with the values that it is given', async () => {
    const { sandbox } = await openTestSandbox();
    const iam = new IAMClient(clientConfig(sandbox, root));
    const everything = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
    const decide = async (region: string, time: number, role = 'app', unit: string[] = [everything, deny(100, 200)]) => {
      const { EvaluationResults } = await iam.send(
        new SimulateCustomPolicyCommand({
          PolicyInputList: [everything],
          OrderedOrganizationPolicyInputList: [[everything], unit, [everything]].map((ServiceControlPolicyInputList) => ({
            ServiceControlPolicyInputList,
          })),
          ActionNames: ['dynamodb:ListTables'],
          ContextEntries: [
            { ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string', ContextKeyValues: [region] },
            { ContextKeyName: 'aws:CurrentTime', ContextKeyType: 'date', ContextKeyValues: [at(time)] },
            {
              ContextKeyName: 'aws:PrincipalArn',
              ContextKeyType: 'string',
              ContextKeyValues: [`arn:aws:iam::222222222222:role/${role}`],
            },
          ],
        }),
      );
      return [EvaluationResults![0]!.EvalDecision, EvaluationResults![0]!.OrganizationsDecisionDetail?.AllowedByOrganizations];
    };
    expect(await decide('eu-west-1', 150)).toEqual(['explicitDeny', false]);
    expect(await decide('eu-west-1', 50)).toEqual(['allowed', true]);
    expect(await decide('eu-central-1', 150)).toEqual(['allowed', true]);
    expect(await decide('eu-west-1', 150, 'exempt')).toEqual(['allowed', true]);
    expect(await decide('eu-west-1', 150, 'app', [])).toEqual(['implicitDeny', false]);
  });
});
