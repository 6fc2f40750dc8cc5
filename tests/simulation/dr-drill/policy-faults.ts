/** What is wrong with a drill's policy, read as anybody reads a policy document: without the workflow's own code. */
interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const largest = 10_240;
const exact = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

export function policyFaults(document: string): string[] {
  const { Statement: statements } = JSON.parse(document) as { Statement: Statement[] };
  return [
    ...(document.length > largest ? ['the policy is too long'] : []),
    ...(statements.length === 1 ? [] : [`the policy has ${statements.length} statements`]),
    ...statements.flatMap(statementFaults),
  ];
}

function statementFaults({ Effect, Action, NotAction, Condition = {} }: Statement): string[] {
  const from = String(Condition['DateGreaterThan']?.['aws:CurrentTime']);
  const to = String(Condition['DateLessThan']?.['aws:CurrentTime']);
  const names = (list: string | readonly string[] | undefined, service: string): boolean =>
    [list ?? []].flat().some((pattern) => pattern === '*' || pattern.startsWith(`${service}:`));
  const denied = (service: string): boolean => (Action === undefined ? !names(NotAction, service) : names(Action, service));
  return [
    ...(Effect === 'Deny' ? [] : ['the statement does not deny']),
    ...([from, to].every((time) => exact.test(time)) && from < to ? [] : [`the window is ${from} to ${to}`]),
    ...Object.keys(Condition)
      .filter((operator) => /IfExists$|^StringNot/.test(operator))
      .map((operator) => `${operator} denies requests that lack the key`),
    ...(Condition['ArnNotLike']?.['aws:PrincipalArn'] === undefined ? ['nobody is exempt'] : []),
    ...['sts', 'route53-recovery-cluster'].filter(denied).map((service) => `${service} is denied`),
  ];
}
