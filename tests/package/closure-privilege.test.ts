/** The roles of account-closure allow what its runs call, and nothing that could be taken away. */
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { closurePolicyNames, takeClosureWays } from './closure-ways.ts';
import { refusedCalls, unneededPatterns, unusedStatements, type RolePolicy } from './needed-permissions.ts';

jest.setTimeout(120_000);

describe('the roles of account-closure', () => {
  let ends: string[];
  let roles: RolePolicy[];
  let log: readonly CallLogEntry[];
  beforeAll(async () => {
    ({ ends, log, roles } = await takeClosureWays());
  });

  it('are asked about in runs that end as they should', () => {
    expect(ends).toEqual(['InvalidInput', '3 0 1 0', '0 3 0 0', '0 0 0 2', '0 0 0 1']);
    expect(roles).toHaveLength(closurePolicyNames().length);
  });

  it('allow every call that is made', () => {
    expect(refusedCalls(roles, log)).toEqual([]);
  });

  it('have no statement, action or resource that could be taken away', () => {
    /* What a machine follows its child with is used at AWS alone; the reasons stand in least-privilege.test.ts. */
    expect(unusedStatements(roles, log)).toEqual(['account-closure FollowChild']);
    const withoutPlace = unneededPatterns(roles, log).map((text) =>
      text.replace(/arn:aws:states:[^:]+:\d+:execution:groundcrew-prod-/, ':execution:'),
    );
    expect(withoutPlace).toEqual([
      'account-closure FollowChild states:DescribeExecution',
      'account-closure FollowChild states:StopExecution',
      'account-closure FollowChild :execution:close-account:*',
    ]);
  });
});
