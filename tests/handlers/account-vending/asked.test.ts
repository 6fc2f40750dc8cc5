import { executionName, hashOfAsked, productName } from '../../../handlers/account-vending/asked.ts';
import type { Asked } from '../../../handlers/account-vending/asked.ts';

const asked: Asked = {
  accountName: 'payments-dev',
  accountEmail: 'payments-dev@example.com',
  ssoUserEmail: 'ana@example.com',
  ssoUserFirstName: 'Ana',
  ssoUserLastName: 'Silva',
  organizationalUnit: {
    id: 'ou-ab12-cccccccc',
    name: 'Sandbox',
    path: 'Sandbox',
    managed: 'Sandbox (ou-ab12-cccccccc)',
    orgUnit: 'Sandbox',
  },
  access: [
    { group: 'A', groupId: '1', permissionSet: 'X', permissionSetArn: 'arn:x' },
    { group: 'B', groupId: '2', permissionSet: 'Y', permissionSetArn: 'arn:y' },
  ],
  tags: { a: '1', b: '2' },
  contacts: {},
};

describe('the hash of what is asked', () => {
  it('is the same whatever the order of access and tags, and however the unit is written', () => {
    const same: Asked = {
      ...asked,
      access: [...asked.access].reverse(),
      tags: { b: '2', a: '1' },
      organizationalUnit: { ...asked.organizationalUnit, orgUnit: 'ou-ab12-cccccccc' },
    };
    expect(hashOfAsked(same)).toBe(hashOfAsked(asked));
  });

  it('differs when something else is asked', () => {
    expect(hashOfAsked({ ...asked, tags: { a: '1' } })).not.toBe(hashOfAsked(asked));
    expect(hashOfAsked({ ...asked, accountEmail: 'other@example.com' })).not.toBe(hashOfAsked(asked));
  });
});

describe('names', () => {
  it('fit what Step Functions and Service Catalog take, for the longest account name', () => {
    const name = `-${'x'.repeat(49)}`;
    expect(executionName(name, hashOfAsked(asked), 999, 99)).toMatch(/^[\w-]{1,80}$/);
    expect(productName(name, 999)).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/);
  });
});
