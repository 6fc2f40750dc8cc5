/** What the roles of a packaged target grant, held against the decisions that were really made. */
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { compilePolicy, type PolicyPattern, type Statement } from '../../src/sandbox/authorization/policy.ts';

/** A role's inline policy as it is deployed, every reference resolved. */
export interface RolePolicy {
  readonly roleArn: string;
  /** The role in a few words: the name of its policy. */
  readonly name: string;
  readonly document: string;
}

/** The roles' variables are resolved when they are deployed; none of their patterns has one of IAM's. */
const noVariables: ReadonlyMap<string, readonly string[]> = new Map();

/** `<role> <Sid>` of every statement that let no logged call through. */
export function unusedStatements(roles: readonly RolePolicy[], log: readonly CallLogEntry[]): string[] {
  return eachStatement(roles).flatMap(({ role, statement }) =>
    usesOf(role, statement, log).length > 0 ? [] : [nameOf(role, statement)],
  );
}

/**
 * `<role> <Sid> <pattern>` of every action and resource that could be taken away without a logged call being refused: another pattern
 * of its statement, or another statement of the role, lets through all that it does.
 */
export function unneededPatterns(roles: readonly RolePolicy[], log: readonly CallLogEntry[]): string[] {
  return eachStatement(roles).flatMap(({ role, statement }) => {
    const alone = usesOf(role, statement, log).filter((use) => grantsOf(use) === 1);
    const unneeded = (patterns: readonly PolicyPattern[], member: 'action' | 'resource'): string[] =>
      patterns.filter((pattern) => !alone.some((use) => isOnlyMatch(pattern, patterns, use[member]))).map(({ text }) => text);
    return [...unneeded(statement.actions, 'action'), ...unneeded(statement.resources, 'resource')].map(
      (text) => `${nameOf(role, statement)} ${text}`,
    );
  });
}

/** `<role> <action> <resource>` of every refused call of a role. */
export function refusedCalls(roles: readonly RolePolicy[], log: readonly CallLogEntry[]): string[] {
  return log.flatMap(({ principal, allowed, action, resource }) => {
    const role = roles.find(({ roleArn }) => roleArn === principal);
    return role && !allowed ? [`${role.name} ${action} ${resource}`] : [];
  });
}

function eachStatement(roles: readonly RolePolicy[]): { role: RolePolicy; statement: Statement }[] {
  return roles.flatMap((role) => compilePolicy(role.document).map((statement) => ({ role, statement })));
}

function nameOf({ name }: RolePolicy, { sid, index }: Statement): string {
  return `${name} ${sid ?? `statement ${index}`}`;
}

/** The allowed calls that a statement let through, alone or with others. */
function usesOf(role: RolePolicy, statement: Statement, log: readonly CallLogEntry[]): CallLogEntry[] {
  return log.filter(
    ({ principal, allowed, matched }) =>
      allowed &&
      principal === role.roleArn &&
      matched.some(
        ({ type, policy, statement: index }) => type === 'identity' && policy === role.name && index === statement.index,
      ),
  );
}

/** How many statements grant a call. A resource's policy in another account is needed besides, so it is no other way. */
function grantsOf({ principal, resource, matched }: CallLogEntry): number {
  const owner = resource.split(':')[4];
  const elsewhere = owner !== '' && owner !== undefined && owner !== principal.split(':')[4];
  return matched.filter(({ type }) => !(elsewhere && type === 'resource')).length;
}

function isOnlyMatch(pattern: PolicyPattern, patterns: readonly PolicyPattern[], text: string): boolean {
  return patterns.every((other) => other.matches(text, noVariables) === (other === pattern));
}
