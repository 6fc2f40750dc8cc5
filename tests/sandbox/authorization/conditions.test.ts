import { compileCondition } from '../../../src/sandbox/authorization/conditions.ts';

const holds = (operator: string, expected: string[], given: string[] | undefined): boolean =>
  compileCondition(operator, 'The:Key', expected)(new Map(given ? [['the:key', given]] : []));

describe('condition operators', () => {
  it.each<[string, string[], string[] | undefined, boolean]>([
    ['StringEquals', ['a', 'b'], ['b'], true],
    ['StringEquals', ['a'], ['A'], false],
    ['StringEquals', ['a'], undefined, false],
    ['StringEqualsIfExists', ['a'], undefined, true],
    ['StringEqualsIfExists', ['a'], ['b'], false],
    ['StringEqualsIgnoreCase', ['a'], ['A'], true],
    ['StringNotEquals', ['a', 'b'], ['b'], false],
    ['StringNotEquals', ['a', 'b'], ['c'], true],
    ['StringNotEquals', ['a'], undefined, true],
    ['StringLike', ['a*'], ['abc'], true],
    ['StringNotLike', ['a*'], ['abc'], false],
    ['ArnLike', ['arn:aws:iam::*:role/x*'], ['arn:aws:iam::1:role/xy'], true],
    ['ArnNotLike', ['arn:aws:iam::*:role/x*'], ['arn:aws:iam::1:role/y'], true],
    ['ArnEquals', ['arn:aws:iam::1:role/*'], ['arn:aws:iam::1:role/y'], true],
    ['NumericLessThanEquals', ['3'], ['3'], true],
    ['NumericGreaterThan', ['3'], ['3'], false],
    ['NumericEquals', ['3'], [''], false],
    ['NumericNotEquals', ['3'], ['4'], true],
    ['DateLessThan', ['2026-01-01T00:00:00Z'], ['2025-12-31T23:59:59Z'], true],
    ['DateGreaterThan', ['1767225600'], ['2026-01-01T00:00:01Z'], true],
    ['DateEquals', ['2026-01-01T00:00:00Z'], ['2026-01-02T00:00:00Z'], false],
    ['Bool', ['true'], ['true'], true],
    ['Bool', ['false'], ['true'], false],
    ['IpAddress', ['10.0.0.0/8'], ['10.2.3.4'], true],
    ['IpAddress', ['2001:db8::/32'], ['2001:db8::1'], true],
    ['NotIpAddress', ['10.0.0.0/8'], ['10.2.3.4'], false],
    ['Null', ['true'], undefined, true],
    ['Null', ['true'], ['x'], false],
    ['Null', ['false'], ['x'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['x', 'b'], true],
    ['ForAnyValue:StringEquals', ['a'], undefined, false],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'x'], false],
    ['ForAllValues:StringEquals', ['a'], undefined, true],
  ])('%s %j of %j is %s', (operator, expected, given, result) => {
    expect(holds(operator, expected, given)).toBe(result);
  });

  it('that IAM does not know are refused', () => {
    expect(() => compileCondition('StringEqual', 'k', ['a'])).toThrow('Invalid Condition type : StringEqual.');
  });
});
