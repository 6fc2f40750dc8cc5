/** Least privilege of dr-drill's roles: every statement, action and pattern is needed by some drill, and no drill is refused. */
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { drillCalls, drillPolicyNames } from './drill-ways.ts';
import { refusedCalls, unneededPatterns, unusedStatements, type RolePolicy } from './needed-permissions.ts';

jest.setTimeout(120_000);

describe('the roles of dr-drill', () => {
  let ends: string[];
  let roles: RolePolicy[];
  let log: readonly CallLogEntry[];
  beforeAll(async () => {
    ({ ends, roles, log } = await drillCalls());
  });

  it('are all there, each asked about in drills that end as they should', () => {
    expect(roles.map(({ name }) => name).sort()).toEqual(drillPolicyNames().sort());
    expect(ends).toEqual([
      'PASSED',
      'ABORTED_GUARD',
      'left something, then 0',
      'then 0',
      '5 things left, then 0',
      '3 unknown things, then 0',
      'self-test PASSED',
      '1 detached from the second Region',
      'begins 1 began, blocked 0 skipped, blocked-here 0 skipped',
    ]);
  });

  it('allow every call that is made', () => {
    expect(refusedCalls(roles, log)).toEqual([]);
  });

  it('have nothing that could be taken away, but for what Step Functions does with a .sync task and is not simulated', () => {
    expect(unusedStatements(roles, log)).toEqual(['dr-drill FollowJanitor']);
    const withoutPlace = unneededPatterns(roles, log).map((text) => text.replace(/arn:aws:states:[^:]+:\d+:/, ':'));
    expect(withoutPlace).toEqual([
      'dr-drill FollowJanitor states:DescribeExecution',
      'dr-drill FollowJanitor states:StopExecution',
      'dr-drill FollowJanitor :execution:groundcrew-prod-drill-janitor:*',
    ]);
  });
});
