/** Identity Center and its identity store through their SDK clients. */
import {
  ConflictException,
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribePermissionSetCommand,
  ListAccountAssignmentCreationStatusCommand,
  ListAccountAssignmentsCommand,
  ListAccountAssignmentsForPrincipalCommand,
  ListInstancesCommand,
  ListPermissionSetsCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import {
  CreateUserCommand,
  GetGroupIdCommand,
  GetUserIdCommand,
  IdentitystoreClient,
  ListUsersCommand,
} from '@aws-sdk/client-identitystore';
import { clientConfig, member, openTestSandbox, root, testOrganization } from '../support/open.ts';

const identityCenter = {
  users: [{ userName: 'ada', givenName: 'Ada', familyName: 'Lovelace', email: 'ada@example.com' }],
  groups: [{ name: 'Admins', members: ['ada'] }, { name: 'Readers' }],
  permissionSets: [{ name: 'Administrator' }, { name: 'ReadOnly', sessionDuration: 'PT8H' }],
};

async function open(changes: object = {}) {
  const { sandbox, clock } = await openTestSandbox({ organization: testOrganization({ identityCenter, ...changes }) });
  const sso = new SSOAdminClient(clientConfig(sandbox, root));
  const store = new IdentitystoreClient(clientConfig(sandbox, root));
  const [instance] = (await sso.send(new ListInstancesCommand({}))).Instances!;
  const { InstanceArn, IdentityStoreId } = instance!;
  const { PermissionSets } = await sso.send(new ListPermissionSetsCommand({ InstanceArn: InstanceArn! }));
  const group = async (name: string) => {
    const AlternateIdentifier = { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: name } };
    return (await store.send(new GetGroupIdCommand({ IdentityStoreId: IdentityStoreId!, AlternateIdentifier }))).GroupId!;
  };
  const assign = (PrincipalId: string, TargetId = member, PermissionSetArn = PermissionSets![0]!) =>
    sso.send(
      new CreateAccountAssignmentCommand({
        InstanceArn: InstanceArn!,
        TargetId,
        TargetType: 'AWS_ACCOUNT',
        PermissionSetArn,
        PrincipalType: 'GROUP',
        PrincipalId,
      }),
    );
  const status = async (AccountAssignmentCreationRequestId: string) =>
    (
      await sso.send(
        new DescribeAccountAssignmentCreationStatusCommand({ InstanceArn: InstanceArn!, AccountAssignmentCreationRequestId }),
      )
    ).AccountAssignmentCreationStatus!;
  return {
    sandbox,
    clock,
    sso,
    store,
    InstanceArn: InstanceArn!,
    IdentityStoreId: IdentityStoreId!,
    sets: PermissionSets!,
    group,
    assign,
    status,
  };
}

const later = (clock: { now(): number; runUntil(end: number): void }): void => clock.runUntil(clock.now() + 600_000);

describe('account assignments', () => {
  it('are in progress, then succeed, and are listed; again is success too', async () => {
    const { clock, sso, InstanceArn, sets, group, assign, status } = await open();
    const groupId = await group('Admins');
    for (let round = 0; round < 2; round++) {
      const { RequestId, Status } = (await assign(groupId)).AccountAssignmentCreationStatus!;
      expect(Status).toBe('IN_PROGRESS');
      later(clock);
      expect(await status(RequestId!)).toMatchObject({ Status: 'SUCCEEDED', TargetId: member, PrincipalId: groupId });
    }
    const listed = await sso.send(
      new ListAccountAssignmentsCommand({ InstanceArn, AccountId: member, PermissionSetArn: sets[0]! }),
    );
    expect(listed.AccountAssignments).toEqual([
      { AccountId: member, PermissionSetArn: sets[0], PrincipalType: 'GROUP', PrincipalId: groupId },
    ]);
  });

  it('fail afterwards for an unknown principal, with the reason of AWS', async () => {
    const { clock, assign, status, IdentityStoreId } = await open();
    const unknown = '12345678-1234-4234-8234-123456789012';
    const { RequestId } = (await assign(unknown)).AccountAssignmentCreationStatus!;
    later(clock);
    expect(await status(RequestId!)).toMatchObject({
      Status: 'FAILED',
      FailureReason: `Received a 404 status error: the GROUP assignee ${unknown} was not found in directory ${IdentityStoreId}`,
    });
  });

  it('conflict on the same account and permission set while one is in progress', async () => {
    const { assign, group, sets } = await open();
    await assign(await group('Admins'));
    await expect(assign(await group('Readers'))).rejects.toBeInstanceOf(ConflictException);
    await expect(assign(await group('Readers'), member, sets[1]!)).resolves.toBeDefined();
  });

  it('are throttled when too many are outstanding', async () => {
    const { assign, group, sets, sso, InstanceArn } = await open({ quotas: { 'sso/outstanding-writes': 1 } });
    await assign(await group('Admins'));
    await expect(assign(await group('Admins'), member, sets[1]!)).rejects.toMatchObject({ name: 'ThrottlingException' });
    const running = await sso.send(
      new ListAccountAssignmentCreationStatusCommand({ InstanceArn, Filter: { Status: 'IN_PROGRESS' } }),
    );
    expect(running.AccountAssignmentsCreationStatus).toHaveLength(1);
  });

  it("of a user's groups are the user's, until they are deleted", async () => {
    const { clock, sso, store, InstanceArn, IdentityStoreId, sets, group, assign } = await open();
    const PrincipalId = await group('Admins');
    await assign(PrincipalId);
    later(clock);
    const AlternateIdentifier = { UniqueAttribute: { AttributePath: 'userName', AttributeValue: 'ADA' } };
    const { UserId } = await store.send(new GetUserIdCommand({ IdentityStoreId, AlternateIdentifier }));
    const ofUser = async () =>
      (
        await sso.send(
          new ListAccountAssignmentsForPrincipalCommand({ InstanceArn, PrincipalId: UserId!, PrincipalType: 'USER' }),
        )
      ).AccountAssignments;
    expect(await ofUser()).toMatchObject([{ AccountId: member, PrincipalType: 'GROUP' }]);
    await sso.send(
      new DeleteAccountAssignmentCommand({
        InstanceArn,
        TargetId: member,
        TargetType: 'AWS_ACCOUNT',
        PermissionSetArn: sets[0]!,
        PrincipalType: 'GROUP',
        PrincipalId,
      }),
    );
    later(clock);
    expect(await ofUser()).toEqual([]);
  });
});

describe('permission sets and the identity store', () => {
  it('describes a permission set, and not one of another instance', async () => {
    const { sso, InstanceArn, sets } = await open();
    const describe = (PermissionSetArn: string) => sso.send(new DescribePermissionSetCommand({ InstanceArn, PermissionSetArn }));
    expect((await describe(sets[1]!)).PermissionSet).toMatchObject({ Name: 'ReadOnly', SessionDuration: 'PT8H' });
    await expect(describe(sets[1]!.replace(/ins-.{16}/, 'ins-0000000000000000'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('knows no group of another name', async () => {
    const { group } = await open();
    await expect(group('Nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException', ResourceType: 'GROUP' });
  });

  it('creates a user once', async () => {
    const { store, IdentityStoreId } = await open();
    const create = () =>
      store.send(
        new CreateUserCommand({
          IdentityStoreId,
          UserName: 'grace',
          Name: { GivenName: 'Grace', FamilyName: 'Hopper' },
          DisplayName: 'Grace Hopper',
          Emails: [{ Value: 'grace@example.com', Primary: true }],
        }),
      );
    const { UserId } = await create();
    await expect(create()).rejects.toMatchObject({ name: 'ConflictException' });
    const { Users } = await store.send(
      new ListUsersCommand({ IdentityStoreId, Filters: [{ AttributePath: 'UserName', AttributeValue: 'grace' }] }),
    );
    expect(Users).toMatchObject([{ UserId, Emails: [{ Value: 'grace@example.com' }] }]);
  });

  it('has no instance in another Region', async () => {
    const { sandbox } = await open();
    const elsewhere = new SSOAdminClient(clientConfig(sandbox, root, 'eu-west-1'));
    expect((await elsewhere.send(new ListInstancesCommand({}))).Instances).toEqual([]);
  });
});
