import { findUnit } from '../../../handlers/account-vending/organizational-unit.ts';
import type { Unit } from '../../../handlers/account-vending/organization.ts';

const unit = (id: string, path: string): Unit => ({
  id,
  arn: `arn:aws:organizations::111122223333:ou/o-1/${id}`,
  name: path.split('/').at(-1)!,
  path,
  lineage: ['r-ab12', id],
});
const units = [
  unit('ou-ab12-aaaaaaaa', 'Workloads'),
  unit('ou-ab12-bbbbbbbb', 'Workloads/Production'),
  unit('ou-ab12-cccccccc', 'Sandbox'),
  unit('ou-ab12-dddddddd', 'Sandbox/Production'),
];

describe('an OrgUnit cell', () => {
  it.each([
    ['ou-ab12-bbbbbbbb', 'Workloads/Production'],
    ['Production (ou-ab12-dddddddd)', 'Sandbox/Production'],
    ['Workloads/Production', 'Workloads/Production'],
    ['Root/Workloads/Production', 'Workloads/Production'],
    ['Workloads', 'Workloads'],
  ])('%s is the unit %s', (cell, path) => {
    expect(findUnit(cell, units)).toEqual({ unit: units.find((candidate) => candidate.path === path) });
  });

  it.each([
    ['Production', 'OU_AMBIGUOUS'],
    ['Nowhere', 'OU_UNKNOWN'],
    ['Workloads/Nowhere', 'OU_UNKNOWN'],
    ['ou-ab12-ffffffff', 'OU_UNKNOWN'],
    ['Staging (ou-ab12-bbbbbbbb)', 'OU_UNKNOWN'],
  ])('%s is refused as %s', (cell, code) => {
    expect(findUnit(cell, units)).toMatchObject({ code });
  });

  it('says for an ambiguous name which units there are', () => {
    expect(findUnit('Production', units)).toMatchObject({
      message: expect.stringContaining('Workloads/Production (ou-ab12-bbbbbbbb), Sandbox/Production (ou-ab12-dddddddd)'),
    });
  });
});
