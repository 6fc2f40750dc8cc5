import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listStateMachines } from '../../src/cli/find-execution.ts';
import { findMachine } from '../../src/cli/workflows/machine.ts';
import { openInMemory } from '../../src/local/testing.ts';
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { repositoryRoot } from '../support/repository.ts';
import { batch, row } from '../workflows/support/batch.ts';
import { drillPolicyNames } from './drill-ways.ts';
import { enrollmentPolicyNames } from './enrollment-ways.ts';
import { approvalCalls, openRoomyVending, rolePolicies, takeEveryWay } from './every-way.ts';
import { refusedCalls, unneededPatterns, unusedStatements, type RolePolicy } from './needed-permissions.ts';
import { packagedTarget, type Resource } from './packaged-template.ts';

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

describe('the packaged roles', () => {
  let ends: string[];
  let roles: RolePolicy[];
  let log: readonly CallLogEntry[];
  beforeAll(async () => {
    const vending = await openRoomyVending();
    ends = await takeEveryWay(vending);
    // The roles of drills and of enrollment have tests of their own: drill-privilege.test.ts, enrollment-privilege.test.ts.
    const others = [...drillPolicyNames(), ...enrollmentPolicyNames()];
    roles = (await rolePolicies(vending.local)).filter(({ name }) => !others.includes(name));
    log = [...vending.local.sandbox.callLog(), ...(await approvalCalls())];
    await vending.close();
  });

  it('are all of the template, each asked about in runs that end as they should', () => {
    const packaged = packagedTarget('management').ofType('AWS::IAM::Role').length;
    expect(roles).toHaveLength(packaged - drillPolicyNames().length - enrollmentPolicyNames().length);
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

describe('a batch under a role with a statement less', () => {
  it.each([
    ['ValidateBatchRole', 'ReadRegisteredUnits', 'controltower:ListEnabledBaselines'],
    ['ClaimAccountRole', 'Claim', 'dynamodb:UpdateItem'],
    ['AccountVendingRole', 'StartChild', 'states:StartExecution'],
  ])('%s without %s launches nothing and says that %s is not authorized', async (role, sid, action) => {
    expect(await vendWithout(role, sid)).toEqual({ told: [action], launched: false });
  });

  it('launches when nothing is taken away', async () => {
    expect(await vendWithout()).toEqual({ told: [], launched: true });
  });
});

/** Vends one account under a copy of the template in which a role lacks a statement; `told` has the actions that the history's events say in AWS's words to be denied. */
async function vendWithout(role?: string, sid?: string): Promise<{ told: string[]; launched: boolean }> {
  const targetsDirectory = mkdtempSync(join(tmpdir(), 'groundcrew-targets-'));
  try {
    copyTarget(targetsDirectory, role, sid);
    const organizationFile = join(repositoryRoot, 'examples/organizations/small.yml');
    const local = await openInMemory({ organizationFile, targetsDirectory, codeDirectory: repositoryRoot, callLog: true });
    const told = new Set<string>();
    local.onEvent(({ event }) => {
      const text = JSON.stringify(event);
      if (!text.includes('AccessDenied')) return;
      for (const [, action] of text.matchAll(/is not authorized to perform: (\S+) on resource: /g)) told.add(action!);
    });
    const s3 = new S3Client(local.sdkConfig('test'));
    const stepFunctions = new SFNClient(local.sdkConfig('test'));
    const key = 'inputs/one.csv';
    const Bucket = local.stackOutputs['management']!['BatchBucketName']!;
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: batch(row('one')) }));
    const stateMachineArn = findMachine(await listStateMachines(stepFunctions), 'account-vending')!.arn;
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ key }) }),
    );
    await local.run(executionArn!);
    const launched = local.sandbox.callLog().some(({ call }) => call === 'servicecatalog:ProvisionProduct');
    for (const client of [s3, stepFunctions]) client.destroy();
    await local.close();
    return { told: [...told], launched };
  } finally {
    rmSync(targetsDirectory, { recursive: true });
  }
}

/** Copies the packaged target, less the statement `sid` of `role`. */
function copyTarget(targetsDirectory: string, role?: string, sid?: string): void {
  const { folder } = packagedTarget('management');
  const copy = join(targetsDirectory, 'management');
  mkdirSync(copy);
  cpSync(join(folder, 'serverless-state.json'), join(copy, 'serverless-state.json'));
  const name = 'cloudformation-template-update-stack.json';
  const template = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { Resources: Record<string, Resource> };
  if (role !== undefined) {
    const policy = template.Resources[role]!.Properties.Policies[0].PolicyDocument as { Statement: { Sid: string }[] };
    const rest = policy.Statement.filter(({ Sid }) => Sid !== sid);
    if (rest.length !== policy.Statement.length - 1) throw new Error(`${role} has no statement ${sid}`);
    policy.Statement = rest;
  }
  writeFileSync(join(copy, name), JSON.stringify(template));
}
