import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeCallLogs } from '../../../src/sandbox/authorization/call-log.ts';
import { impliedBy, impliedPermissions } from '../../../src/sandbox/authorization/implied-permissions.ts';
import { defineService, type Caller } from '../../../src/sandbox/core/service.ts';
import { iam } from '../../../src/sandbox/iam/service.ts';
import { management, openTestSandbox, root } from '../support/open.ts';

const directory = mkdtempSync(join(tmpdir(), 'groundcrew-calls-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A Service Catalog that only has what implied permissions trigger on. */
const catalog = defineService({
  name: 'servicecatalog',
  iamPrefix: 'servicecatalog',
  operations: { ProvisionProduct: { handle: () => ({ launched: true }) } },
});

async function openWith(actions: readonly string[], callLogFile?: string) {
  const { sandbox } = await openTestSandbox({ services: [iam, catalog], callLog: true, ...(callLogFile ? { callLogFile } : {}) });
  const input = { RoleName: 'vender', AssumeRolePolicyDocument: JSON.stringify({ Statement: [] }) };
  await sandbox.call({ service: 'iam', operation: 'CreateRole', input, caller: root });
  const PolicyDocument = JSON.stringify({ Statement: [{ Sid: 'Vend', Effect: 'Allow', Action: actions, Resource: '*' }] });
  await sandbox.call({
    service: 'iam',
    operation: 'PutRolePolicy',
    input: { RoleName: 'vender', PolicyName: 'own', PolicyDocument },
    caller: root,
  });
  const roleArn = `arn:aws:iam::${management}:role/vender`;
  const caller: Caller = { kind: 'role', arn: `arn:aws:sts::${management}:assumed-role/vender/s`, account: management, roleArn };
  const provision = () => sandbox.call({ service: 'servicecatalog', operation: 'ProvisionProduct', input: {}, caller });
  return { sandbox, provision, roleArn };
}

const accountFactory = impliedBy('servicecatalog:ProvisionProduct', {}).map(({ action }) => action);

describe('implied permissions', () => {
  it('are enforced beside the call’s own, each of them', async () => {
    const all = await openWith(['servicecatalog:ProvisionProduct', ...accountFactory]);
    await expect(all.provision()).resolves.toEqual({ launched: true });
    for (const missing of [accountFactory[0]!, accountFactory.at(-1)!]) {
      const less = await openWith(['servicecatalog:ProvisionProduct', ...accountFactory.filter((action) => action !== missing)]);
      await expect(less.provision()).rejects.toMatchObject({
        code: 'AccessDeniedException',
        message: expect.stringMatching(
          `is not authorized to perform: ${missing} on resource: \\* because no identity-based policy allows`,
        ),
      });
    }
  });

  it('name a reason and a source each, and fill in the names of resources', () => {
    expect(impliedPermissions.filter(({ why, source }) => !why || !source)).toEqual([]);
    expect(impliedBy('states:CreateStateMachine#distributed-map', { stateMachine: 'arn:m' })).toEqual([
      { action: 'states:StartExecution', resources: ['arn:m'] },
    ]);
    expect(() => impliedBy('states:CreateStateMachine#distributed-map', {})).toThrow('need a value for ${stateMachine}');
  });
});

describe('the call log', () => {
  it('counts equal decisions, names the statement, and merges the files of several processes', async () => {
    const files = [join(directory, 'one.ndjson'), join(directory, 'two.ndjson')];
    for (const file of files) {
      const { sandbox, provision, roleArn } = await openWith(
        ['servicecatalog:*', 'controltower:*', 'sso*:*', 'organizations:*'],
        file,
      );
      await provision();
      await provision();
      const own = sandbox.callLog().filter(({ principal }) => principal === roleArn);
      expect(own[0]).toEqual({
        principal: roleArn,
        call: 'servicecatalog:ProvisionProduct',
        action: 'servicecatalog:ProvisionProduct',
        resource: '*',
        allowed: true,
        matched: [
          {
            type: 'identity',
            policy: 'own',
            statement: 0,
            sid: 'Vend',
            effect: 'Allow',
            actionPattern: 'servicecatalog:*',
            resourcePattern: '*',
          },
        ],
        count: 2,
      });
      expect(own.length).toBe(1 + accountFactory.length);
    }
    const merged = mergeCallLogs(files);
    expect(merged.filter(({ action }) => action === 'servicecatalog:ProvisionProduct').length).toBe(1);
  });

  it('keeps refusals', async () => {
    const { sandbox, provision, roleArn } = await openWith(['servicecatalog:Describe*']);
    await expect(provision()).rejects.toMatchObject({ code: 'AccessDeniedException' });
    expect(sandbox.callLog().filter(({ allowed }) => !allowed)).toEqual([
      expect.objectContaining({ principal: roleArn, action: 'servicecatalog:ProvisionProduct', matched: [] }),
    ]);
  });
});
