/** The resources that the organization-side operations are authorized on (service authorization reference). */
import type { Store } from '../../../src/sandbox/core/store.ts';
import type { Caller, CallContext } from '../../../src/sandbox/core/service.ts';
import { services } from '../../../src/sandbox/services.ts';
import { openTestSandbox, management, member, root } from '../support/open.ts';
import { accountFactory } from '../../../src/sandbox/service-catalog/rows.ts';

interface Required {
  readonly action: string;
  readonly resources: readonly string[];
  readonly conditions?: object;
}

describe('permissions', () => {
  let required: (service: string, operation: string, input: object, caller?: Caller) => readonly Required[];
  let names: { unit: string; root: string; organization: string; product: string; portfolio: string };

  beforeAll(async () => {
    const { sandbox } = await openTestSandbox();
    const store: Store = sandbox.store;
    required = (name, operation, input, caller = root) =>
      sandbox.transact((context) => {
        const at: CallContext = Object.assign(Object.create(context) as CallContext, { caller, account: caller.account });
        return services.find((service) => service.name === name)!.operations[operation]!.permissions!(input, at);
      });
    const { productId, portfolioId } = accountFactory(store);
    const [unit] = store.table('organizations/organizational-units').keys();
    names = {
      unit: unit!,
      root: sandbox.settings.rootId,
      organization: sandbox.settings.organizationId,
      product: productId,
      portfolio: portfolioId,
    };
  });

  const organizations = (path: string): string => `arn:aws:organizations::${management}:${path}`;

  it('of Organizations are on accounts, OUs and the root', () => {
    const { unit, root: rootId, organization } = names;
    const account = organizations(`account/${organization}/${member}`);
    expect(required('organizations', 'DescribeAccount', { AccountId: member })).toEqual([
      { action: 'organizations:DescribeAccount', resources: [account] },
    ]);
    expect(required('organizations', 'ListAccountsForParent', { ParentId: unit })[0]!.resources).toEqual([
      organizations(`ou/${organization}/${unit}`),
    ]);
    const move = { AccountId: member, SourceParentId: rootId, DestinationParentId: unit };
    expect(required('organizations', 'MoveAccount', move)[0]!.resources).toEqual([
      account,
      organizations(`root/${organization}/${rootId}`),
      organizations(`ou/${organization}/${unit}`),
    ]);
    expect(required('organizations', 'TagResource', { ResourceId: member, Tags: [{ Key: 'team', Value: 'red' }] })).toEqual([
      {
        action: 'organizations:TagResource',
        resources: [account],
        conditions: { 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'red' },
      },
    ]);
    expect(required('organizations', 'AttachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: unit })).toEqual([
      {
        action: 'organizations:AttachPolicy',
        resources: [
          'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
          organizations(`ou/${organization}/${unit}`),
        ],
        conditions: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' },
      },
    ]);
  });

  it('of Service Catalog are on the product and the portfolio, and have access levels elsewhere', () => {
    const catalog = (path: string): string => `arn:aws:catalog:us-east-1:${management}:${path}`;
    expect(required('servicecatalog', 'ProvisionProduct', { ProductId: names.product })).toEqual([
      { action: 'servicecatalog:ProvisionProduct', resources: [catalog(`product/${names.product}`)] },
    ]);
    expect(
      required('servicecatalog', 'ProvisionProduct', { ProductName: 'AWS Control Tower Account Factory' })[0]!.resources,
    ).toEqual([catalog(`product/${names.product}`)]);
    expect(required('servicecatalog', 'AssociatePrincipalWithPortfolio', { PortfolioId: names.portfolio })[0]!.resources).toEqual(
      [catalog(`portfolio/${names.portfolio}`)],
    );
    expect(
      required('servicecatalog', 'SearchProvisionedProducts', { AccessLevelFilter: { Key: 'Account', Value: 'self' } }),
    ).toEqual([
      {
        action: 'servicecatalog:SearchProvisionedProducts',
        resources: ['*'],
        conditions: { 'servicecatalog:accountLevel': 'self' },
      },
    ]);
  });

  it('of Identity Center are on instance, permission set and account', () => {
    const InstanceArn = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
    const PermissionSetArn = 'arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef';
    expect(required('sso', 'CreateAccountAssignment', { InstanceArn, PermissionSetArn, TargetId: member })).toEqual([
      { action: 'sso:CreateAccountAssignment', resources: [InstanceArn, PermissionSetArn, `arn:aws:sso:::account/${member}`] },
    ]);
    expect(required('sso', 'DescribeAccountAssignmentCreationStatus', { InstanceArn })[0]!.resources).toEqual([InstanceArn]);
    expect(required('identitystore', 'GetGroupId', { IdentityStoreId: 'd-0123456789' })).toEqual([
      {
        action: 'identitystore:GetGroupId',
        resources: [`arn:aws:identitystore::${management}:identitystore/d-0123456789`, 'arn:aws:identitystore:::group/*'],
      },
    ]);
  });

  it('of Account Management name the member in its organization, or the caller itself', () => {
    const put = (input: object) => required('account', 'PutAlternateContact', { AlternateContactType: 'SECURITY', ...input });
    const conditions = { 'account:AlternateContactTypes': 'SECURITY' };
    expect(put({ AccountId: member })).toEqual([
      {
        action: 'account:PutAlternateContact',
        resources: [`arn:aws:account::${management}:account/${names.organization}/${member}`],
        conditions,
      },
    ]);
    expect(put({})[0]!.resources).toEqual([`arn:aws:account::${management}:account`]);
  });
});
