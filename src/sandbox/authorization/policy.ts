/** Policy documents, compiled once per text (IAM user guide: Grammar of the IAM JSON policy language). */
import { compileCondition, type Condition } from './conditions.ts';
import { arnMatcher, globMatcher, type ConditionValues, type Matcher } from './patterns.ts';

export interface PolicyPattern {
  readonly text: string;
  readonly matches: Matcher;
}

/** A Principal or NotPrincipal element: texts by type (`AWS`, `Service`, `Federated`); `*` is `{AWS: ['*']}`. */
export type Principals = ReadonlyMap<string, readonly string[]>;

export interface Statement {
  /** Position in the document, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly PolicyPattern[];
  readonly notActions: boolean;
  /** Empty in resource policies that name none (trust policies): every resource. */
  readonly resources: readonly PolicyPattern[];
  readonly notResources: boolean;
  readonly principals?: Principals;
  readonly notPrincipals: boolean;
  readonly conditions: readonly Condition[];
}

/** The document is not a policy; the message is the kind of sentence that IAM's MalformedPolicyDocument carries. */
export class PolicySyntaxError extends Error {
  override readonly name = 'PolicySyntaxError';
}

/** A statement and which of its patterns an action matches; none where it names the actions that it is not about. */
export interface StatementAbout {
  readonly statement: Statement;
  readonly actionPattern?: string;
}

interface CompiledPolicy {
  readonly statements: readonly Statement[];
  readonly byAction: Map<string, readonly StatementAbout[]>;
}

const compiled = new Map<string, CompiledPolicy>();
const keptPolicies = 5000;

/** The statements of a policy given as JSON text. Throws PolicySyntaxError. */
export function compilePolicy(text: string): readonly Statement[] {
  return compile(text).statements;
}

/** The statements of a policy that are about an action. They are looked for once: an Action element has no variables. */
export function statementsAbout(text: string, action: string): readonly StatementAbout[] {
  const { statements, byAction } = compile(text);
  let about = byAction.get(action);
  if (!about) {
    about = statements.flatMap((statement) => {
      const pattern = statement.actions.find(({ matches }) => matches(action, noValues));
      if ((pattern !== undefined) === statement.notActions) return [];
      return [{ statement, ...(pattern ? { actionPattern: pattern.text } : {}) }];
    });
    byAction.set(action, about);
  }
  return about;
}

const noValues: ConditionValues = { get: () => undefined };

function compile(text: string): CompiledPolicy {
  let policy = compiled.get(text);
  if (!policy) {
    policy = { statements: parsePolicy(text), byAction: new Map() };
    if (compiled.size >= keptPolicies) compiled.clear();
    compiled.set(text, policy);
  }
  return policy;
}

function parsePolicy(text: string): Statement[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new PolicySyntaxError('Syntax errors in policy.', { cause: error });
  }
  if (!isObject(document) || !('Statement' in document)) throw new PolicySyntaxError('Syntax errors in policy.');
  const statements = document['Statement'];
  return (Array.isArray(statements) ? statements : [statements]).map(parseStatement);
}

function parseStatement(value: unknown, index: number): Statement {
  if (!isObject(value)) throw new PolicySyntaxError('Syntax errors in policy.');
  const { Sid: sid, Effect: effect } = value;
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicySyntaxError(`Statement ${index}: Effect must be Allow or Deny.`);
  const actions = texts(value['Action'] ?? value['NotAction']);
  if (actions.length === 0) throw new PolicySyntaxError('Policy statement must contain actions.');
  const principals = value['Principal'] ?? value['NotPrincipal'];
  return {
    index,
    ...(typeof sid === 'string' ? { sid } : {}),
    effect,
    actions: actions.map((action) => ({ text: action, matches: globMatcher(action, { ignoreCase: true }) })),
    notActions: value['Action'] === undefined,
    resources: texts(value['Resource'] ?? value['NotResource']).map((resource) => ({
      text: resource,
      matches: arnMatcher(resource),
    })),
    notResources: value['Resource'] === undefined && value['NotResource'] !== undefined,
    ...(principals === undefined ? {} : { principals: parsePrincipals(principals) }),
    notPrincipals: value['NotPrincipal'] !== undefined,
    conditions: parseConditions(value['Condition']),
  };
}

function parsePrincipals(value: unknown): Principals {
  if (value === '*') return new Map([['AWS', ['*']]]);
  if (!isObject(value)) throw new PolicySyntaxError('Invalid principal in policy.');
  return new Map(Object.entries(value).map(([type, names]) => [type, texts(names)]));
}

function parseConditions(value: unknown): Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) throw new PolicySyntaxError('Syntax errors in policy.');
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw new PolicySyntaxError('Syntax errors in policy.');
    return Object.entries(keys).map(([key, expected]) => {
      try {
        return compileCondition(operator, key, texts(expected));
      } catch (error) {
        throw new PolicySyntaxError(error instanceof Error ? error.message : String(error), { cause: error });
      }
    });
  });
}

/** A policy writes one value or a list of them; numbers and booleans count as their texts. */
function texts(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') {
      throw new PolicySyntaxError('Syntax errors in policy.');
    }
    return String(item);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
