/** From what a caller names to accounts and OUs: by id, address, path and name; everything wrong at once. */
import { workflowInput, type WorkflowInput } from '../../../handlers/account-enrollment/contract.ts';
import type { Tree } from '../../../handlers/account-enrollment/organization-facts.ts';
import { resolveTargets } from '../../../handlers/account-enrollment/resolve-targets.ts';

const rootId = 'r-ab12';
const unit = (name: string, path: string, parentId: string, above: readonly string[]) => {
  const id = `ou-ab12-${path.toLowerCase().replaceAll('/', '').padEnd(8, '0')}`;
  return { id, arn: `arn:aws:organizations::1:ou/o-1/${id}`, name, path, parentId, lineage: [rootId, ...above, id] };
};
const acquired = unit('Acquired', 'Acquired', rootId, []);
const shop = unit('Shop', 'Acquired/Shop', acquired.id, [acquired.id]);
const workloads = unit('Workloads', 'Workloads', rootId, []);
const prod = unit('Prod', 'Workloads/Prod', workloads.id, [workloads.id]);
const otherProd = unit('Prod', 'Acquired/Prod', acquired.id, [acquired.id]);
const places: readonly (readonly [id: string, parentId: string])[] = [
  ['100000000000', rootId],
  ['100000000001', rootId],
  ['100000000002', acquired.id],
  ['100000000003', shop.id],
];
const tree = {
  rootId,
  units: [acquired, shop, workloads, prod, otherProd],
  accounts: places.map(([Id]) => ({ Id, Name: `account-${Id}`, Email: `Account-${Id}@Example.com` })),
  parentOf: new Map(places),
  sizeOf: new Map(),
} as unknown as Tree;

const resolve = (input: Partial<WorkflowInput>, fromFile: Parameters<typeof resolveTargets>[1] = []) => {
  const { targets, errors } = resolveTargets(workflowInput.parse(input), fromFile, tree, '100000000000');
  return {
    targets: targets.map(({ account, unit: to }) => `${account.Id} ${to.path}`),
    errors: errors.map(({ code, row }) => `${code} ${row}`),
  };
};

describe('targets of an enrollment', () => {
  it('are named by id or by e-mail address, in any case', () => {
    const accounts = [{ account: '100000000002' }, { account: 'account-100000000003@example.com' }];
    expect(resolve({ accounts, targetOu: 'Workloads' })).toEqual({
      targets: ['100000000002 Workloads', '100000000003 Workloads'],
      errors: [],
    });
  });

  it.each([
    ['its id', prod.id],
    ['its full path', 'Workloads/Prod'],
    ['its full path from the root', 'Root/Workloads/Prod'],
    ['its name and id', `Prod (${prod.id})`],
  ])('go to an OU that is named by %s', (_how, targetOu) => {
    expect(resolve({ accounts: [{ account: '100000000002' }], targetOu }).targets).toEqual(['100000000002 Workloads/Prod']);
  });

  it('go to an OU by its name where only one has it, and not where two have it', () => {
    expect(resolve({ accounts: [{ account: '100000000002' }], targetOu: 'Shop' }).targets).toEqual([
      '100000000002 Acquired/Shop',
    ]);
    expect(resolve({ accounts: [{ account: '100000000002' }], targetOu: 'Prod' })).toEqual({
      targets: [],
      errors: ['OU_AMBIGUOUS 0'],
    });
  });

  it('are the accounts of a source OU, with those below it only where nested is said', () => {
    expect(resolve({ sourceOu: 'Acquired', targetOu: 'Workloads' }).targets).toEqual(['100000000002 Workloads']);
    expect(resolve({ sourceOu: 'Acquired', nested: true, targetOu: 'Workloads' }).targets).toEqual([
      '100000000002 Workloads',
      '100000000003 Workloads',
    ]);
    expect(resolve({ sourceOu: 'Root', targetOu: 'Workloads' }).targets).toEqual(['100000000001 Workloads']);
  });

  it('of a row of a file may go elsewhere than the others', () => {
    const rows = [
      { row: 2, account: '100000000002', targetOu: 'Workloads/Prod' },
      { row: 3, account: '100000000003' },
    ];
    expect(resolve({ targetOu: 'Workloads' }, rows).targets).toEqual(['100000000002 Workloads/Prod', '100000000003 Workloads']);
  });

  it('are refused with everything that is wrong at once', () => {
    const rows = [
      { row: 2, account: 'nobody@example.com', targetOu: 'Workloads' },
      { row: 3, account: '100000000000', targetOu: 'Workloads' },
      { row: 4, account: '100000000002', targetOu: 'Nowhere' },
      { row: 5, account: '100000000003' },
      { row: 6, account: '100000000001', targetOu: 'Workloads', access: 'nonsense' },
      { row: 7, account: '100000000001', targetOu: 'Workloads' },
    ];
    expect(resolve({}, rows).errors).toEqual([
      'ACCOUNT_UNKNOWN 2',
      'MANAGEMENT_ACCOUNT 3',
      'OU_UNKNOWN 4',
      'NO_TARGET_OU 5',
      'INVALID_ACCESS 6',
      'DUPLICATE_ACCOUNT 7',
    ]);
    expect(resolve({}).errors).toEqual(['NO_TARGETS 0']);
    expect(resolve({ sourceOu: 'Acquired' }).errors).toContain('NO_TARGET_OU 0');
    expect(resolve({ sourceOu: 'Workloads', targetOu: 'Shop' }).errors).toEqual(['NO_ACCOUNTS 0']);
  });
});
