import { groundcrew, temporaryHome } from '../../support/command.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

describe('groundcrew', () => {
  it('lists its commands with --help, on stdout', () => {
    const { code, stdout } = groundcrew(home, ['--help']);
    expect(code).toBe(0);
    for (const name of ['start', 'list', 'show', 'history', 'stop', 'validate'])
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  it('shows examples with the help of a command', () => {
    const { code, stdout } = groundcrew(home, ['start', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('groundcrew start account-vending --input examples/accounts.csv');
  });

  it('explains its exit codes', () => {
    const { code, stdout } = groundcrew(home, ['help', 'exit-codes']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +2 {2}invalid input/m);
  });

  it('suggests the nearest command for a misspelt one and exits with 2', () => {
    const { code, stdout, stderr } = groundcrew(home, ['strat']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Did you mean start/);
  });

  it('names the workflows when one is not known, and exits with 2', () => {
    const { code, stderr } = groundcrew(home, ['start', 'account-vendig']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no workflow "account-vendig"[\s\S]*account-vending/);
  });

  it('refuses an input file that is not there, with its path, and exits with 2', () => {
    const { code, stderr } = groundcrew(home, ['start', 'account-vending', '--input', 'no-such.csv']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no-such\.csv cannot be read/);
  });

  it.each([
    [['start', 'account-vending', '--seed', 'x'], /--seed takes a whole number/],
    [['start', 'account-vending', '--pace', '0'], /--pace takes a factor above 0/],
    [['list', '--region', 'eu-west-1'], /--region goes with --aws/],
    [['start', 'account-vending', '--detach'], /--detach goes with --aws/],
  ])('refuses %j with a reason and exits with 2', (args, reason) => {
    const { code, stderr } = groundcrew(home, args);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
  });
});
