/**
 * Which SCPs above an account deny what Control Tower calls to enroll it, as AWSControlTowerExecution: IAM's own simulator evaluates the
 * policies of each level, so that conditions count. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
import { IAMClient, SimulateCustomPolicyCommand, type EvaluationResult } from '@aws-sdk/client-iam';
import { client } from '../shared/clients.ts';
import type { Finding } from './contract.ts';
import { executionRole } from './member-session.ts';
import type { ControlPolicy } from './organization-facts.ts';

/** What Control Tower calls in an account (its user guide, "How AWS Control Tower works with roles", and its baseline's templates). */
export const enrollmentCalls = [
  'iam:CreateRole',
  'iam:AttachRolePolicy',
  'iam:PutRolePolicy',
  'cloudformation:CreateStack',
  'cloudformation:UpdateStack',
  'config:PutConfigurationRecorder',
  'config:PutDeliveryChannel',
  'config:StartConfigurationRecorder',
  'config:PutAggregationAuthorization',
  'sns:CreateTopic',
  'sns:Subscribe',
  'lambda:CreateFunction',
  'lambda:AddPermission',
  'logs:CreateLogGroup',
  'events:PutRule',
  'events:PutTargets',
] as const;

/** A level of the tree: the root, a unit or the account, and its policies. */
export interface Level {
  readonly id: string;
  readonly policies: readonly ControlPolicy[];
}

/** Finds denials, and remembers answers that are the same for every account. */
export class ServiceControl {
  private readonly answers = new Map<string, Promise<Finding[]>>();
  constructor(
    private readonly organizationId: string,
    private readonly regions: readonly string[],
  ) {}

  /** Findings of an account under these levels, each denial once, whatever the Regions. */
  async findings(accountId: string, levels: readonly Level[]): Promise<Finding[]> {
    const found = new Map<string, Finding>();
    for (const level of levels) {
      if (allowsEverything(level)) continue;
      for (const region of this.regions) {
        const key = `${level.id} ${region} ${namesPrincipals(level) ? accountId : ''}`;
        let answer = this.answers.get(key);
        if (!answer) this.answers.set(key, (answer = this.evaluate(accountId, level, region)));
        for (const finding of await answer) {
          const known = found.get(`${finding.code} ${finding.subject}`);
          if (!known) found.set(`${finding.code} ${finding.subject}`, finding);
        }
      }
    }
    return [...found.values()];
  }

  private async evaluate(accountId: string, level: Level, region: string): Promise<Finding[]> {
    const results = await this.simulate(
      accountId,
      region,
      level.policies.map(({ content }) => content),
    );
    const findings: Finding[] = [];
    const notAllowed = results
      .filter(({ EvalDecision }) => EvalDecision === 'implicitDeny')
      .map(({ EvalActionName }) => EvalActionName!);
    if (notAllowed.length > 0) {
      findings.push({
        code: 'SCP_ALLOWS_NOT',
        severity: 'blocker',
        message: `No SCP of ${level.id} allows ${notAllowed.join(', ')} (in ${region}).`,
        fix: `Attach FullAWSAccess to ${level.id}, or allow these actions in one of its SCPs.`,
        command: `aws organizations attach-policy --policy-id p-FullAWSAccess --target-id ${level.id}`,
        region,
        subject: level.id,
      });
    }
    const denied = results.filter(({ EvalDecision }) => EvalDecision === 'explicitDeny');
    if (denied.length === 0) return findings;
    for (const policy of level.policies) findings.push(...(await this.denials(accountId, region, level, policy)));
    return findings;
  }

  /** The statements of a policy that deny a call, each asked about alone. */
  private async denials(accountId: string, region: string, level: Level, policy: ControlPolicy): Promise<Finding[]> {
    const { Version, Statement } = JSON.parse(policy.content) as { Version?: string; Statement: object | object[] };
    const findings: Finding[] = [];
    for (const [index, statement] of [Statement].flat().entries()) {
      const { Effect, Sid } = statement as { Effect?: string; Sid?: string };
      if (Effect !== 'Deny') continue;
      const alone = JSON.stringify({ ...(Version === undefined ? {} : { Version }), Statement: [statement] });
      const results = await this.simulate(accountId, region, [alone]);
      const actions = results
        .filter(({ EvalDecision }) => EvalDecision === 'explicitDeny')
        .map(({ EvalActionName }) => EvalActionName!);
      if (actions.length === 0) continue;
      const name = Sid ?? `number ${index + 1}`;
      findings.push({
        code: 'SCP_DENIES',
        severity: 'blocker',
        message: `The SCP ${policy.name} (${policy.id}) on ${level.id} denies ${actions.join(', ')} by its statement ${name} (in ${region}).`,
        fix: `Except the role in that statement: a condition ArnNotLike aws:PrincipalARN arn:aws:iam::*:role/${executionRole}; or detach the policy while the account is enrolled.`,
        command: `aws organizations detach-policy --policy-id ${policy.id} --target-id ${level.id}`,
        region,
        subject: `${policy.id} ${name}`,
      });
    }
    return findings;
  }

  private async simulate(accountId: string, region: string, documents: readonly string[]): Promise<EvaluationResult[]> {
    const context = (name: string, value: string) => ({
      ContextKeyName: name,
      ContextKeyType: 'string' as const,
      ContextKeyValues: [value],
    });
    const { EvaluationResults } = await client(IAMClient).send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [...documents],
        ActionNames: [...enrollmentCalls],
        ContextEntries: [
          context('aws:PrincipalArn', `arn:aws:iam::${accountId}:role/${executionRole}`),
          context('aws:PrincipalAccount', accountId),
          context('aws:PrincipalOrgID', this.organizationId),
          context('aws:RequestedRegion', region),
        ],
      }),
    );
    return EvaluationResults ?? [];
  }
}

/** FullAWSAccess alone: nothing to ask. */
function allowsEverything({ policies }: Level): boolean {
  return policies.length === 1 && policies[0]!.id === 'p-FullAWSAccess';
}

/** Whether the answer may differ from account to account: the role's name is the same in all, its account is not. */
function namesPrincipals({ policies }: Level): boolean {
  return policies.some(({ content }) => /aws:principal(account|orgpaths|tag)|\b\d{12}\b/i.test(content));
}
