/** Which statements of a set of policies apply to a request. */
import { statementsAbout, type Principals, type StatementAbout } from './policy.ts';
import type { ConditionValues } from './patterns.ts';

export type PolicyType = 'identity' | 'boundary' | 'session' | 'resource' | 'scp';

export interface NamedPolicy {
  /** Inline name, or the ARN of a managed policy or SCP; `trust` or `resource` for resource policies. */
  readonly name: string;
  /** JSON text. */
  readonly document: string;
}

/** One action on one resource, with the values of its condition keys. */
export interface Subject {
  readonly action: string;
  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  readonly values: ConditionValues;
}

/** A statement that applied, and by which of its patterns. */
export interface MatchedStatement {
  readonly type: PolicyType;
  readonly policy: string;
  readonly statement: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actionPattern?: string;
  readonly resourcePattern?: string;
}

export interface Evaluation {
  readonly denies: readonly MatchedStatement[];
  readonly allows: readonly MatchedStatement[];
}

const nothing: Evaluation = { denies: [], allows: [] };

/** Whether a Principal element names the caller. Identity policies have none. */
export type PrincipalTest = (principals: Principals) => boolean;

/** Every statement that applies. `isPrincipal` is given for resource policies. */
export function evaluate(
  policies: readonly NamedPolicy[],
  type: PolicyType,
  subject: Subject,
  isPrincipal?: PrincipalTest,
): Evaluation {
  if (policies.length === 0) return nothing;
  const denies: MatchedStatement[] = [];
  const allows: MatchedStatement[] = [];
  for (const { name, document } of policies) {
    for (const about of statementsAbout(document, subject.action)) {
      const match = applies(about, subject, isPrincipal);
      if (!match) continue;
      const { index, sid, effect } = about.statement;
      (effect === 'Deny' ? denies : allows).push({
        type,
        policy: name,
        statement: index,
        ...(sid ? { sid } : {}),
        effect,
        ...match,
      });
    }
  }
  return { denies, allows };
}

function applies(
  { statement, actionPattern }: StatementAbout,
  { resource, values }: Subject,
  isPrincipal: PrincipalTest | undefined,
): { actionPattern?: string; resourcePattern?: string } | undefined {
  const resourcePattern = statement.resources.find(({ matches }) => matches(resource, values));
  if (statement.resources.length > 0 && (resourcePattern !== undefined) === statement.notResources) return undefined;
  if (isPrincipal && (!statement.principals || isPrincipal(statement.principals) === statement.notPrincipals)) return undefined;
  if (!statement.conditions.every((holds) => holds(values))) return undefined;
  return {
    ...(actionPattern === undefined ? {} : { actionPattern }),
    ...(resourcePattern ? { resourcePattern: resourcePattern.text } : {}),
  };
}
