import { refusalText } from '../../../src/sandbox/authorization/access-denied.ts';
import { decide } from '../../../src/sandbox/authorization/decide.ts';
import type { Caller, Permission } from '../../../src/sandbox/core/service.ts';
import { Store } from '../../../src/sandbox/core/store.ts';
import { managedPolicyTable, roleAttachmentTable, rolePolicyTable, roleTable } from '../../../src/sandbox/iam/rows.ts';
import {
  accountTable,
  organizationalUnitTable,
  organizationTable,
  policyAttachmentTable,
  policyTable,
} from '../../../src/sandbox/organizations/rows.ts';

const management = '111111111111';
const member = '222222222222';

type Statement = Record<string, unknown>;
const policy = (...statements: Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: unknown, Resource: unknown = '*', more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = '*', more: Statement = {}): Statement => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...more,
});

const roleArn = `arn:aws:iam::${member}:role/worker`;
const caller: Caller = {
  kind: 'role',
  arn: `arn:aws:sts::${member}:assumed-role/worker/s`,
  account: member,
  roleArn,
  sessionName: 's',
};
const eventBridge: Caller = { kind: 'service', arn: 'events.amazonaws.com', account: member };

interface World {
  readonly identity?: string;
  readonly boundary?: string;
  /** SCPs by target, besides FullAWSAccess everywhere unless `noFullAccess` names the target. */
  readonly scps?: Readonly<Record<string, string>>;
  readonly noFullAccess?: string;
  readonly roleAccount?: string;
}

function world({ identity, boundary, scps = {}, noFullAccess, roleAccount = member }: World): Store {
  const store = new Store();
  store.transact(() => {
    organizationTable(store).put('organization', {
      id: 'o-1',
      managementAccount: management,
      rootId: 'r-1',
      policyTypes: ['SERVICE_CONTROL_POLICY'],
    });
    organizationalUnitTable(store).put('ou-1', { id: 'ou-1', name: 'A', parentId: 'r-1' });
    for (const id of [management, member]) {
      const parentId = id === management ? 'r-1' : 'ou-1';
      accountTable(store).put(id, {
        id,
        name: id,
        email: `${id}@example.com`,
        state: 'ACTIVE',
        joinedMethod: 'CREATED',
        joinedAt: 0,
        parentId,
      });
    }
    const attach = (targetId: string, id: string, content: string): void => {
      policyTable(store).put(id, {
        id,
        name: id,
        description: '',
        type: 'SERVICE_CONTROL_POLICY',
        awsManaged: id === 'p-FullAWSAccess',
        content,
      });
      policyAttachmentTable(store).put(`${targetId}/${id}`, { policyId: id, targetId });
    };
    for (const target of ['r-1', 'ou-1', member])
      if (target !== noFullAccess) attach(target, 'p-FullAWSAccess', policy(allow('*')));
    for (const [target, content] of Object.entries(scps)) attach(target, `p-${target}`, content);
    const key = `${roleAccount}/worker`;
    const boundaryArn = `arn:aws:iam::${roleAccount}:policy/limit`;
    const own = {
      account: roleAccount,
      name: 'worker',
      path: '/',
      arn: roleArn.replace(member, roleAccount),
      id: 'AROA1',
      createdAt: 0,
      trustPolicy: policy(),
      maxSessionDuration: 3600,
      tags: [{ Key: 'team', Value: 'web' }],
    };
    roleTable(store).put(key, boundary ? { ...own, permissionsBoundary: boundaryArn } : own);
    if (boundary) {
      managedPolicyTable(store).put(boundaryArn, {
        account: roleAccount,
        name: 'limit',
        path: '/',
        arn: boundaryArn,
        id: 'A',
        createdAt: 0,
        updatedAt: 0,
        versions: [{ id: 'v1', document: boundary, createdAt: 0 }],
        defaultVersion: 'v1',
        tags: [],
      });
    }
    if (identity) rolePolicyTable(store).put(`${key}/own`, { role: key, name: 'own', document: identity });
  });
  return store;
}

const site = { region: 'eu-west-1', now: Date.UTC(2026, 0, 5) };

/** `allowed`, or the text of the refusal from the action on. */
function ask(store: Store, permission: Permission, by: Caller = caller): string {
  const { allowed, refusal } = decide(store, by, [permission], site);
  return allowed ? 'allowed' : refusalText(by, refusal!).replace(/^.* is not authorized to perform: /, '');
}

const read: Permission = { action: 's3:GetObject', resources: ['arn:aws:s3:::b/k'] };
const publish = (resourcePolicy?: string, resourceAccount = member): Permission => ({
  action: 'sns:Publish',
  resources: [`arn:aws:sns:eu-west-1:${resourceAccount}:t`],
  resourcePolicy,
});

describe('identity policies', () => {
  it('allow what they name and nothing else', () => {
    const store = world({ identity: policy(allow('s3:GetObject', 'arn:aws:s3:::b/*')) });
    expect(ask(store, read)).toBe('allowed');
    expect(ask(store, { ...read, resources: ['arn:aws:s3:::c/k'] })).toBe(
      's3:GetObject on resource: arn:aws:s3:::c/k because no identity-based policy allows the s3:GetObject action',
    );
    expect(ask(store, { ...read, resources: ['arn:aws:s3:::b/k', 'arn:aws:s3:::c/k'] })).toMatch('arn:aws:s3:::c/k because');
  });

  it('refuse by an explicit deny although another statement allows', () => {
    const store = world({ identity: policy(allow('s3:*'), deny('s3:Get*')) });
    expect(ask(store, read)).toBe('s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in an identity-based policy');
  });

  it('know NotAction and NotResource', () => {
    const store = world({ identity: policy({ Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::secret/*' }) });
    expect(ask(store, read)).toBe('allowed');
    expect(ask(store, { action: 'iam:GetRole', resources: ['*'] })).toMatch('because no identity-based policy');
    expect(ask(store, { ...read, resources: ['arn:aws:s3:::secret/k'] })).toMatch('because no identity-based policy');
  });

  it('see the condition keys of the request', () => {
    const condition = {
      StringEquals: { 'aws:RequestedRegion': 'eu-west-1', 'aws:PrincipalOrgID': 'o-1', 'aws:PrincipalTag/team': 'web' },
      'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/r-1/ou-1/*' },
    };
    const store = world({ identity: policy(allow('s3:*', '*', { Condition: condition })) });
    expect(ask(store, read)).toBe('allowed');
    expect(decide(store, caller, [read], { ...site, region: 'us-east-1' }).allowed).toBe(false);
  });

  it('of AWS are known by their ARN', () => {
    const store = world({});
    store.transact(() =>
      roleAttachmentTable(store).put('x', { role: `${member}/worker`, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    );
    expect(ask(store, read)).toBe('allowed');
  });

  it('are none for a role that was deleted', () => {
    const store = world({ identity: policy(allow('*')) });
    store.transact(() => roleTable(store).delete(`${member}/worker`));
    expect(ask(store, read)).toMatch('because no identity-based policy');
  });
});

describe('boundaries and session policies', () => {
  it('narrow what identity policies allow', () => {
    const store = world({ identity: policy(allow('*')), boundary: policy(allow('sns:*')) });
    expect(ask(store, read)).toMatch('because no permissions boundary allows the s3:GetObject action');
    expect(ask(store, { action: 'sns:ListTopics', resources: ['*'] })).toBe('allowed');
    const narrowed = { ...caller, sessionPolicies: [policy(allow('sns:Publish'))] };
    expect(ask(store, { action: 'sns:ListTopics', resources: ['*'] }, narrowed)).toMatch('because no session policy allows');
  });
});

describe('service control policies', () => {
  it('deny with the ARN of the policy', () => {
    const store = world({ identity: policy(allow('*')), scps: { 'ou-1': policy(deny('s3:*')) } });
    expect(ask(store, read)).toBe(
      `s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in a service control policy: arn:aws:organizations::${management}:policy/o-1/service_control_policy/p-ou-1`,
    );
  });

  it('must allow at every level', () => {
    const store = world({ identity: policy(allow('*')), noFullAccess: 'ou-1', scps: { 'ou-1': policy(allow('sns:*')) } });
    expect(ask(store, read)).toMatch('because no service control policy allows the s3:GetObject action');
    expect(ask(store, publish())).toBe('allowed');
  });

  it('bind the root user of a member account, but neither the management account nor service-linked roles', () => {
    const store = world({ identity: policy(allow('*')), scps: { 'r-1': policy(deny('*')) }, roleAccount: management });
    const rootOf = (account: string): Caller => ({ kind: 'root', arn: `arn:aws:iam::${account}:root`, account });
    expect(ask(store, read, rootOf(member))).toMatch('explicit deny in a service control policy');
    expect(ask(store, read, rootOf(management))).toBe('allowed');
    const linked: Caller = { ...caller, roleArn: `arn:aws:iam::${member}:role/aws-service-role/x.amazonaws.com/worker` };
    expect(ask(world({ identity: policy(allow('*')), scps: { 'r-1': policy(deny('*')) } }), read, linked)).toBe('allowed');
  });

  it('honour conditions on the principal', () => {
    const scp = policy(deny('*', '*', { Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/work*' } } }));
    expect(ask(world({ identity: policy(allow('*')), scps: { 'ou-1': scp } }), read)).toBe('allowed');
  });
});

describe('resource policies', () => {
  const trusting = (Principal: unknown, more: Statement = {}): string =>
    policy({ Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: '*', ...more });

  it('suffice in the same account when they name the role', () => {
    const store = world({});
    expect(ask(store, publish(trusting({ AWS: roleArn })))).toBe('allowed');
    expect(ask(store, publish(trusting({ AWS: member })))).toMatch('because no identity-based policy');
  });

  it('are needed beside the identity policy in another account', () => {
    const store = world({ identity: policy(allow('sns:*')) });
    expect(ask(store, publish(trusting({ AWS: member }), management))).toBe('allowed');
    expect(ask(store, publish(undefined, management))).toMatch('because no resource-based policy allows the sns:Publish action');
    expect(ask(world({}), publish(trusting({ AWS: roleArn }), management))).toMatch('because no identity-based policy');
  });

  it('are needed for service principals, with their conditions', () => {
    const store = world({});
    const condition = { Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:1:rule/r' } } };
    const policyText = trusting({ Service: 'events.amazonaws.com' }, condition);
    const from = (arn: string): Permission => ({ ...publish(policyText), conditions: { 'aws:SourceArn': arn } });
    expect(ask(store, from('arn:aws:events:eu-west-1:1:rule/r'), eventBridge)).toBe('allowed');
    expect(ask(store, from('arn:aws:events:eu-west-1:1:rule/other'), eventBridge)).toMatch('because no resource-based policy');
    expect(ask(store, publish(undefined), eventBridge)).toMatch('because no resource-based policy');
  });

  it('deny with NotPrincipal all but those it names', () => {
    const text = policy({
      Effect: 'Deny',
      NotPrincipal: { AWS: [roleArn, `arn:aws:iam::${member}:root`, member] },
      Action: '*',
      Resource: '*',
    });
    const store = world({ identity: policy(allow('*')) });
    expect(ask(store, publish(text))).toBe('allowed');
    const other: Caller = { ...caller, kind: 'root', arn: `arn:aws:iam::${management}:root`, account: management };
    expect(ask(store, publish(text), other)).toMatch('explicit deny in a resource-based policy');
  });
});

describe('the rulings', () => {
  it('name every statement that allowed, by policy, index and pattern', () => {
    const store = world({ identity: policy(deny('iam:*'), allow('s3:Get*', 'arn:aws:s3:::b/*', { Sid: 'Read' })) });
    expect(decide(store, caller, [read], site).rulings).toEqual([
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::b/k',
        allowed: true,
        matched: [
          {
            type: 'identity',
            policy: 'own',
            statement: 1,
            sid: 'Read',
            effect: 'Allow',
            actionPattern: 's3:Get*',
            resourcePattern: 'arn:aws:s3:::b/*',
          },
        ],
      },
    ]);
  });
});
