/** groundcrew drill self-test through the command's entry. */
import { groundcrew, temporaryHome } from '../../../support/command.ts';

jest.setTimeout(60_000);

describe('groundcrew drill self-test', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  it('proves the window in the canary account, and ends with the verdict', () => {
    const { code, stdout } = groundcrew(home, [
      ...['drill', 'self-test', '--unit', 'Workloads/Test', '--account', 'web-test', '--deny-region', 'eu-west-1'],
      ...['--standby-region', 'us-east-1', '--approve-as', 'ana', '--json'],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      workflow: 'dr-drill',
      status: 'SUCCEEDED',
      output: { verdict: 'PASSED', reason: expect.stringContaining('the deny ended by itself') as string },
    });
  });

  it('says what it needs when a Region is none, and starts nothing', () => {
    const { code, stdout, stderr } = groundcrew(home, [
      ...['drill', 'self-test', '--unit', 'Workloads/Test', '--account', 'web-test', '--deny-region', 'europe'],
      ...['--standby-region', 'us-east-1'],
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('drill self-test needs --unit, --account, --deny-region and --standby-region');
  });
});
