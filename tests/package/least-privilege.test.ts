import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { drillPolicyNames } from './drill-ways.ts';
import { enrollmentPolicyNames } from './enrollment-ways.ts';
import { closurePolicyNames } from './closure-ways.ts';
import { approvalCalls, openRoomyVending, rolePolicies, takeEveryWay } from './every-way.ts';
import { refusedCalls, unneededPatterns, unusedStatements, type RolePolicy } from './needed-permissions.ts';
import { packagedTarget } from './packaged-template.ts';
import { vendUnder, type Template } from './vend-under.ts';

jest.setTimeout(120_000);

/**
 * What AWS uses with a machine's role and a simulated organization does not, so that no call of it can be logged. Each with its reason;
 * the tests hold these lists to be exact, so that a statement taken away or a list grown stale fails them.
 */
const usedByAwsAlone = {
  /* Step Functions writes a map's results in parts, and gives an upload up when it fails; here an object is put whole.
     https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
  resultWriter: ['MapFiles s3:ListMultipartUploadParts', 'MapFiles s3:AbortMultipartUpload'],
  /* Step Functions follows and stops a Distributed Map's child executions; here the engine that runs them knows them (same page). */
  distributedMap: [
    'FollowMap states:DescribeExecution',
    'FollowMap states:StopExecution',
    'FollowMap states:RedriveExecution',
    'FollowMap :execution:account-vending/*',
  ],
  /* A .sync task asks after its execution when the event of its end does not come, and stops it when the task is stopped; here no such
     event is lost. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
  nestedExecution: [
    'FollowChild states:DescribeExecution',
    'FollowChild states:StopExecution',
    'FollowChild :execution:vend-account:*',
    'FollowChild :execution:settle-products:*',
  ],
};

/** Other workflows' roles have tests of their own: drill-privilege, enrollment-privilege, closure-privilege. */
const otherPolicyNames = (): Set<string> => new Set([...drillPolicyNames(), ...enrollmentPolicyNames(), ...closurePolicyNames()]);

describe('the packaged roles', () => {
  let ends: string[];
  let roles: RolePolicy[];
  let log: readonly CallLogEntry[];
  beforeAll(async () => {
    const vending = await openRoomyVending();
    ends = await takeEveryWay(vending);
    const others = otherPolicyNames();
    roles = (await rolePolicies(vending.local)).filter(({ name }) => !others.has(name));
    log = [...vending.local.sandbox.callLog(), ...(await approvalCalls())];
    await vending.close();
  });

  it('are all of the template, each asked about in runs that end as they should', () => {
    const others = otherPolicyNames();
    const policies = JSON.stringify(packagedTarget('management').ofType('AWS::IAM::Role')).matchAll(/"PolicyName":"([^"]+)"/g);
    const own = [...policies].map(([, name]) => name!).filter((name) => !others.has(name));
    expect(roles.map(({ name }) => name).sort()).toEqual(own.sort());
    expect(ends).toEqual([
      'SUCCEEDED 0 0',
      'FAILED 0 0',
      'SUCCEEDED 6 0',
      'SUCCEEDED 6 0',
      'SUCCEEDED 3 6',
      'SUCCEEDED 0 1',
      'SUCCEEDED 1 0',
      'SUCCEEDED 1 0',
      'SUCCEEDED 1 0',
      'FAILED 0 0',
      'SUCCEEDED 2 0',
      'SUCCEEDED 10 2',
      'FAILED 0 0',
      'SUCCEEDED 0 0',
    ]);
  });

  it('allow every call that is made', () => {
    expect(refusedCalls(roles, log)).toEqual([]);
  });

  it('have no statement that lets no call through', () => {
    expect(unusedStatements(roles, log)).toEqual(['account-vending FollowMap', 'account-vending FollowChild']);
  });

  it('have no action and no resource that could be taken away without a call being refused', () => {
    const withoutPlace = unneededPatterns(roles, log).map((text) =>
      text.replace(/arn:aws:states:[^:]+:\d+:execution:groundcrew-prod-/, ':execution:'),
    );
    const expected = Object.values(usedByAwsAlone).flat();
    expect(withoutPlace).toEqual(expected.map((text) => `account-vending ${text}`));
  });

  it('would be found to have an unused statement, an unneeded action and an unneeded resource', () => {
    const role = roles.find(({ name }) => name === 'claim-account')!;
    const { Statement } = JSON.parse(role.document) as { Statement: { Sid: string; Action: string[]; Resource: string }[] };
    const claim = Statement.find(({ Sid }) => Sid === 'Claim')!;
    const Action = [...claim.Action, 'dynamodb:Scan'];
    const Resource = [claim.Resource, `${claim.Resource}/index/*`];
    const document = JSON.stringify({
      Statement: [
        ...Statement.map((statement) => (statement === claim ? { ...claim, Action, Resource } : statement)),
        { Sid: 'More', Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
      ],
    });
    const wider = [{ ...role, document }];
    expect(unusedStatements(wider, log)).toEqual(['claim-account More']);
    expect(unneededPatterns(wider, log)).toEqual([
      'claim-account Claim dynamodb:Scan',
      `claim-account Claim ${claim.Resource}/index/*`,
      'claim-account More iam:PassRole',
      'claim-account More *',
    ]);
  });
});

/** Takes the statement `sid` from a role. */
const without =
  (role: string, sid: string) =>
  ({ [role]: resource }: Template): void => {
    const policy = resource!.Properties.Policies[0].PolicyDocument as { Statement: { Sid: string }[] };
    const rest = policy.Statement.filter(({ Sid }) => Sid !== sid);
    if (rest.length !== policy.Statement.length - 1) throw new Error(`${role} has no statement ${sid}`);
    policy.Statement = rest;
  };

/** Changes the trust policy of a role. */
const trusting =
  (role: string, change: object) =>
  ({ [role]: resource }: Template): void => {
    Object.assign(resource!.Properties.AssumeRolePolicyDocument.Statement[0], change);
  };

/** Lets the keys of a role's statement begin with something else. */
const withKeys =
  (role: string, sid: string, keys: string) =>
  ({ [role]: resource }: Template): void => {
    const { Statement } = resource!.Properties.Policies[0].PolicyDocument as {
      Statement: { Sid: string; Condition: Record<string, Record<string, string>> }[];
    };
    for (const keysOf of Object.values(Statement.find(({ Sid }) => Sid === sid)!.Condition))
      keysOf['dynamodb:LeadingKeys'] = keys;
  };

const ec2 = { Principal: { Service: 'ec2.amazonaws.com' } };
const another = { Condition: { StringEquals: { 'aws:SourceAccount': '999988887777' } } };

describe('a batch under a role with a condition or a trust that is narrower', () => {
  it.each([
    ['AcquireSlotRole', 'Queue', 'dynamodb:PutItem'],
    ['ReleaseSlotRole', 'Queue', 'dynamodb:GetItem'],
    ['WriteResultsRole', 'LeaveInterlock', 'dynamodb:DeleteItem'],
  ])('%s whose condition on %s lets other keys through says that %s is not authorized', async (role, sid, action) => {
    expect((await vendUnder(withKeys(role, sid, 'OTHER#*'))).told).toEqual([action]);
  });

  it.each([
    ['a machine', 'VendAccountRole', ec2],
    ['a machine in the name of another account', 'VendAccountRole', another],
    ['a schedule', 'ReconcileSlotsScheduleRole', ec2],
  ])('of %s is not deployed', async (_, role, change) => {
    expect(await vendUnder(trusting(role, change))).toMatchObject({ refused: expect.stringMatching(/assume/) as string });
  });

  it('of the function that launches launches nothing', async () => {
    expect(await vendUnder(trusting('LaunchAccountRole', ec2))).toMatchObject({ launched: false });
  });

  it('goes on without the permission of the rule that tells the end of a launch, and the event waits in the dead-letter queue', async () => {
    const found = await vendUnder((template) => void delete template['AccountLifecyclePermission']);
    expect(found).toMatchObject({ launched: true, undelivered: 1 });
  });

  it('has nothing in the dead-letter queue when its policy does not let EventBridge send', async () => {
    const found = await vendUnder((template) => {
      delete template['AccountLifecyclePermission'];
      delete template['UndeliveredEventsPolicy'];
    });
    expect(found).toMatchObject({ launched: true, undelivered: 0 });
  });
});

describe('a batch under a role with a statement less', () => {
  it.each([
    ['ValidateBatchRole', 'ReadRegisteredUnits', 'controltower:ListEnabledBaselines'],
    ['ClaimAccountRole', 'Claim', 'dynamodb:UpdateItem'],
    ['AccountVendingRole', 'StartChild', 'states:StartExecution'],
  ])('%s without %s launches nothing and says that %s is not authorized', async (role, sid, action) => {
    expect(await vendUnder(without(role, sid))).toMatchObject({ told: [action], launched: false });
  });

  it('launches when nothing is taken away', async () => {
    expect(await vendUnder(() => undefined)).toMatchObject({ told: [], launched: true, undelivered: 0 });
  });
});
