import type { BatchRow } from '../../../handlers/account-vending/batch-file.ts';
import { readRow } from '../../../handlers/account-vending/row-fields.ts';

const cells: BatchRow['cells'] = {
  AccountName: 'payments-dev',
  SSOUserEmail: 'ana@example.com',
  AccountEmail: 'payments-dev@example.com',
  SSOUserFirstName: 'Ana',
  SSOUserLastName: 'Silva',
  OrgUnit: 'Sandbox',
  Access: '',
  Tags: '',
  BillingContact: '',
  OperationsContact: '',
  SecurityContact: '',
  Regions: '',
  Quotas: '',
};
const read = (change: Partial<BatchRow['cells']>): ReturnType<typeof readRow> =>
  readRow({ row: 2, cells: { ...cells, ...change } });
const codes = (change: Partial<BatchRow['cells']>): string[] =>
  read(change).errors.map(({ column, code }) => `${column} ${code}`);

describe('a row', () => {
  it('has no errors when every cell is right', () => {
    expect(codes({})).toEqual([]);
  });

  it('reads several groups with permission sets, tags and contacts', () => {
    const { fields, errors } = read({
      Access: 'Platform Admins:AdministratorAccess; Devs:ReadOnly until 2026-12-31',
      Regions: 'ap-east-1; me-central-1',
      Quotas: 'lambda/L-B99A9384/us-east-1=1000',
      Tags: 'cost-center=42;owner=ana@example.com',
      SecurityContact: 'Sam Lee;Head of Security;security@example.com;+1 555 0100',
    });
    expect(errors).toEqual([]);
    expect(fields).toEqual({
      access: [
        { group: 'Platform Admins', permissionSet: 'AdministratorAccess' },
        { group: 'Devs', permissionSet: 'ReadOnly', until: '2026-12-31' },
      ],
      tags: { 'cost-center': '42', owner: 'ana@example.com' },
      contacts: { security: { name: 'Sam Lee', title: 'Head of Security', email: 'security@example.com', phone: '+1 555 0100' } },
      regions: ['ap-east-1', 'me-central-1'],
      quotas: [{ service: 'lambda', quota: 'L-B99A9384', region: 'us-east-1', value: 1000 }],
    });
  });

  it.each<[Partial<BatchRow['cells']>, string]>([
    [{ AccountName: '' }, 'AccountName REQUIRED'],
    [{ AccountName: 'a b' }, 'AccountName INVALID_ACCOUNT_NAME'],
    [{ AccountName: 'x'.repeat(51) }, 'AccountName INVALID_ACCOUNT_NAME'],
    [{ AccountEmail: 'a@b.co' }, 'AccountEmail INVALID_EMAIL'],
    [{ AccountEmail: 'someone@b.c d' }, 'AccountEmail INVALID_EMAIL'],
    [{ SSOUserEmail: 'a@b.c@d.example' }, 'SSOUserEmail INVALID_EMAIL'],
    [{ SSOUserFirstName: '=cmd()' }, 'SSOUserFirstName FORMULA'],
    [{ OrgUnit: '@SUM(A1)' }, 'OrgUnit FORMULA'],
    [{ Access: 'Admins' }, 'Access INVALID_ACCESS'],
    [{ Access: 'Admins:ReadOnly until 2026-02-30' }, 'Access INVALID_ACCESS'],
    [{ Regions: 'Frankfurt' }, 'Regions INVALID_REGIONS'],
    [{ Quotas: 'lambda=1000' }, 'Quotas INVALID_QUOTAS'],
    [{ Tags: 'aws:x=1' }, 'Tags INVALID_TAGS'],
    [{ Tags: 'no-value' }, 'Tags INVALID_TAGS'],
    [{ BillingContact: 'Only A Name' }, 'BillingContact INVALID_CONTACT'],
  ])('with %j is refused as %s', (change, expected) => {
    expect(codes(change)).toContain(expected);
  });

  it('accepts the longest name and the shortest address', () => {
    expect(codes({ AccountName: 'x'.repeat(50), AccountEmail: 'ab@cd.ef' })).toEqual([]);
  });

  it('reports all its errors at once', () => {
    expect(codes({ AccountName: '', AccountEmail: 'x', Access: 'y' })).toHaveLength(3);
  });

  it('treats a tag named __proto__ as text', () => {
    const { fields } = read({ Tags: '__proto__=1' });
    expect(Object.keys(fields.tags)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(fields.tags)).toBe(Object.prototype);
  });
});
