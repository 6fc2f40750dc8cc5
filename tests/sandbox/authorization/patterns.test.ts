import { arnMatcher, equalMatcher, globMatcher } from '../../../src/sandbox/authorization/patterns.ts';

const values = (entries: Record<string, string[]> = {}) =>
  new Map(Object.entries(entries).map(([key, value]) => [key.toLowerCase(), value]));

describe('wildcards', () => {
  it.each([
    ['s3:Get*', 's3:GetObject', true],
    ['s3:get*', 'S3:GetObject', true],
    ['s3:Get*', 's3:PutObject', false],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetOObject', false],
    ['a.c', 'abc', false],
  ])('of an action: %s and %s is %s', (pattern, text, expected) => {
    expect(globMatcher(pattern, { ignoreCase: true })(text, values())).toBe(expected);
  });

  it.each([
    ['*', '*', true],
    ['arn:aws:s3:::*', '*', false],
    ['arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket/a/b', true],
    ['arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket', false],
    ['arn:aws:iam::*:role/x', 'arn:aws:iam::111111111111:role/x', true],
    ['arn:aws:sqs', 'arn:aws:sqs:us-east-1:1:q', true],
    ['arn:aws:*:role/x', 'arn:aws:iam::111111111111:role/x', false],
    ['arn:aws:states:*:*:execution:m:*', 'arn:aws:states:us-east-1:1:execution:m:e:1', true],
  ])('of an ARN: %s and %s is %s', (pattern, text, expected) => {
    expect(arnMatcher(pattern)(text, values())).toBe(expected);
  });
});

describe('variables', () => {
  const given = values({ 'aws:PrincipalTag/team': ['a*'], many: ['x', 'y'] });

  it.each([
    ['${aws:PrincipalTag/team}/x', 'a*/x', true],
    ['${aws:PrincipalTag/team}/x', 'abc/x', false],
    ['${aws:principaltag/TEAM}/?', 'a*/x', true],
    ["${aws:PrincipalTag/none, 'any'}/x", 'any/x', true],
    ['${aws:PrincipalTag/none}', '', false],
    ['${many}', 'x', false],
    ['${*}${?}${$}', '*?$', true],
    ['${*}', 'x', false],
  ])('in %s, against %s is %s', (pattern, text, expected) => {
    expect(globMatcher(pattern)(text, given)).toBe(expected);
  });

  it('are filled in for equality, where wildcards are plain characters', () => {
    expect(equalMatcher('${aws:PrincipalTag/team}')('a*', given)).toBe(true);
    expect(equalMatcher('a*')('abc', given)).toBe(false);
  });
});
