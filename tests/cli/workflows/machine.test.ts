import { findMachine, workflowNameOf } from '../../../src/cli/workflows/machine.ts';

describe('findMachine', () => {
  const named = (...names: string[]) => names.map((name) => ({ name }));

  it('finds a deployed machine behind the prefix of its stack and stage', () => {
    const machines = named('groundcrew-prod-vend-account', 'groundcrew-prod-account-vending');
    expect(findMachine(machines, 'account-vending')?.name).toBe('groundcrew-prod-account-vending');
  });

  it('prefers the machine that bears the very name', () => {
    expect(findMachine(named('groundcrew-prod-account-vending', 'account-vending'), 'account-vending')?.name).toBe(
      'account-vending',
    );
  });

  it('finds none where the name only begins or ends alike', () => {
    expect(findMachine(named('vend-account', 'myaccount-vending', 'account-vending-2'), 'account-vending')).toBeUndefined();
  });
});

describe('workflowNameOf', () => {
  it('gives the longest workflow name that fits, or the name of the machine', () => {
    expect(workflowNameOf('groundcrew-prod-account-vending', ['vending', 'account-vending'])).toBe('account-vending');
    expect(workflowNameOf('groundcrew-prod-vend-account', ['account-vending'])).toBe('groundcrew-prod-vend-account');
  });
});
