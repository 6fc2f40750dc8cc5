/** What becomes of one finding, before anything is claimed or changed: whether it is one for us, and what the rules say. */
import { accountFacts, type AccountFacts } from '../findings/account-facts.ts';
import { enrichmentOf } from '../findings/enrichment.ts';
import { controlOf, finding, hasAnalystNote, regionOf, type Finding } from '../findings/finding.ts';
import { describeIssues } from '../shared/task.ts';
import type { DecisionLine } from './decision.ts';
import { decide, needsAccountFacts, type Rule, type Rules } from './rules.ts';

/** A line, and the rule and finding behind it where a rule decided. */
export interface Routed {
  readonly line: DecisionLine;
  readonly finding?: Finding;
  readonly rule?: Rule;
}

/** Facts of each account, read once in an execution. */
export class FactsOnce {
  private readonly known = new Map<string, Promise<AccountFacts | undefined>>();
  constructor(private readonly needed: boolean) {}
  of(account: string): Promise<AccountFacts | undefined> {
    if (!this.needed) return Promise.resolve(undefined);
    let facts = this.known.get(account);
    if (!facts) this.known.set(account, (facts = accountFacts(account)));
    return facts;
  }
}

export const factsFor = (rules: Rules): FactsOnce => new FactsOnce(needsAccountFacts(rules));

/** Decides about a value that may be a finding. */
export async function route(value: unknown, rules: Rules, facts: FactsOnce): Promise<Routed> {
  const parsed = finding.safeParse(value);
  if (!parsed.success) return { line: invalid(value, describeIssues(parsed.error.issues)) };
  const one = parsed.data;
  const skipped = notForUs(one);
  if (skipped !== undefined) return { line: lineOf(one, null, 'skip', skipped), finding: one };
  const known = await facts.of(one.AwsAccountId);
  const decision = decide(rules, {
    control: controlOf(one),
    severity: one.Severity?.Label ?? 'INFORMATIONAL',
    account: one.AwsAccountId,
    region: regionOf(one),
    ouPath: known?.ouPath,
    tags: known?.tags,
  });
  if (decision.kind === 'none') return { line: lineOf(one, null, 'skip', 'NO_RULE: no rule matches'), finding: one };
  const { rule } = decision;
  if (decision.kind === 'unknown') {
    return {
      line: lineOf(
        one,
        rule.name,
        'refuse',
        `FACTS_UNKNOWN: the rule ${rule.name} asks for the OU or tags of account ${one.AwsAccountId}, which could not be read`,
      ),
      finding: one,
      rule,
    };
  }
  const line = lineOf(one, rule.name, rule.action, rule.reason ?? `rule ${rule.name}`);
  if (rule.action !== 'enrich') return { line, finding: one, rule };
  if (!known)
    return {
      line: lineOf(one, rule.name, 'refuse', `FACTS_UNKNOWN: account ${one.AwsAccountId} could not be read`),
      finding: one,
      rule,
    };
  return { line: { ...line, userDefinedFields: enrichmentOf(known, one.UserDefinedFields) }, finding: one, rule };
}

/** Findings that need nothing, or that somebody has decided about. */
export function notForUs({ RecordState, Workflow, Compliance }: Finding): string | undefined {
  if (RecordState === 'ARCHIVED') return 'ARCHIVED: its provider has archived it';
  if (Workflow?.Status === 'SUPPRESSED' || Workflow?.Status === 'RESOLVED') return `${Workflow.Status}: its workflow status`;
  if (Compliance?.Status === 'PASSED' || Compliance?.Status === 'NOT_AVAILABLE') return `${Compliance.Status}: nothing failed`;
  return undefined;
}

export function lineOf(one: Finding, rule: string | null, action: DecisionLine['action'], reason: string): DecisionLine {
  return {
    finding: { Id: one.Id, ProductArn: one.ProductArn },
    account: one.AwsAccountId,
    region: regionOf(one),
    control: controlOf(one),
    resource: one.Resources[0]!.Id,
    noted: hasAnalystNote(one),
    rule,
    action,
    reason,
    attempt: 0,
  };
}

/** What is no finding keeps its place in the results, with as much of its name as it has. */
function invalid(value: unknown, problems: string): DecisionLine {
  const { Id, ProductArn, AwsAccountId } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const text = (part: unknown): string => (typeof part === 'string' ? part.slice(0, 2048) : '');
  return {
    finding: { Id: text(Id), ProductArn: text(ProductArn) },
    account: text(AwsAccountId),
    region: '',
    control: '',
    resource: '',
    noted: false,
    rule: null,
    action: 'skip',
    reason: `INVALID: ${problems}`.slice(0, 900),
    attempt: 0,
  };
}
