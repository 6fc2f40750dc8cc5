/** What stands in the way of closing an account, and of the OU that it would wait in. */
import type { Account } from '@aws-sdk/client-organizations';
import type { Baseline, LandingZone } from '../account-enrollment/baselines.ts';
import { autoEnrolls } from '../account-enrollment/choose-path.ts';
import { lineage, type ControlPolicy, type Tree, type Unit } from '../account-enrollment/organization-facts.ts';
import { isBelow, type ArmedDrill, type OperationUnderWay } from '../ledger/interlock.ts';
import type { Finding } from './contract.ts';

export interface ClosureFacts {
  readonly tree: Tree;
  readonly landingZone: LandingZone | undefined;
  readonly baselines: ReadonlyMap<string, Baseline>;
  readonly policies: ReadonlyMap<string, readonly ControlPolicy[]>;
  readonly drills: readonly ArmedDrill[];
  readonly operations: readonly OperationUnderWay[];
  /** Services that an account administers for the organization. */
  readonly delegated: ReadonlyMap<string, readonly string[]>;
  /** Accounts that have a provisioned product. */
  readonly withProduct: ReadonlySet<string>;
  readonly quarantine: Unit;
}

export function closureFindings({ Id, Arn }: Account, facts: ClosureFacts): Finding[] {
  const { tree, landingZone, baselines, drills, operations, delegated, withProduct, quarantine } = facts;
  const findings = quarantineFindings(facts);
  const block = (code: string, message: string, fix: string, command?: string): void =>
    void findings.push({ code, severity: 'blocker', message, fix, ...(command === undefined ? {} : { command }) });
  const shared = sharedAccounts(landingZone).get(Id!);
  if (shared !== undefined)
    block('SHARED_ACCOUNT', `It is the landing zone's ${shared}.`, 'Leave it out: Control Tower cannot do without it.');
  for (const service of delegated.get(Id!) ?? [])
    block(
      'DELEGATED_ADMINISTRATOR',
      `It administers ${service} for the organization.`,
      'Let another account administer the service first.',
      `aws organizations deregister-delegated-administrator --account-id ${Id} --service-principal ${service}`,
    );
  const places = [lineage(tree, Id!), lineage(tree, quarantine.id)];
  for (const { drill, until, executionArn, targets } of drills.filter((one) => places.some((at) => isBelow(at, one.targets))))
    block(
      'DRILL_ARMED',
      `The drill ${drill} is armed on ${targets.join(', ')} until ${until}.`,
      `Start the same again when it is over, or end it: ${executionArn}.`,
    );
  for (const { workflow, executionArn } of operations.filter((one) => one.lineages.some((at) => at.includes(Id!))))
    if (workflow !== 'account-closure')
      block(
        'IN_USE',
        `${workflow} works on it: ${executionArn}.`,
        'Wait until that execution has ended, then start the same again.',
      );
  const baseline = baselines.get(Arn!);
  if (baseline?.statusSummary.status === 'UNDER_CHANGE')
    block('OPERATION_IN_PROGRESS', 'Control Tower works on it now.', 'Wait until it is done, then start the same again.');
  if (baseline && !withProduct.has(Id!) && !(landingZone && autoEnrolls(landingZone)))
    findings.push({
      code: 'STAYS_ENROLLED',
      severity: 'warning',
      message: 'Control Tower governs it without a provisioned product, and the landing zone does not follow moves.',
      fix: 'Nothing: Control Tower reports drift until the OU that it leaves is reset.',
    });
  return findings;
}

/** An account that waits must be able to do nothing, and Control Tower must not take it for one of its own. */
function quarantineFindings({ tree, baselines, policies, quarantine }: ClosureFacts): Finding[] {
  const findings: Finding[] = [];
  const { id, arn, path } = quarantine;
  if (baselines.has(arn))
    findings.push({
      code: 'QUARANTINE_REGISTERED',
      severity: 'blocker',
      message: `${path} (${id}) is registered with Control Tower, which would enroll what is moved into it.`,
      fix: 'Name an OU that is not registered.',
    });
  if (!lineage(tree, id).some((level) => (policies.get(level) ?? []).some(deniesEverything)))
    findings.push({
      code: 'QUARANTINE_OPEN',
      severity: 'blocker',
      message: `No SCP at ${path} (${id}) or above denies everything, so an account that waits there could go on.`,
      fix: 'Attach an SCP with a statement of Effect Deny and Action * (conditions may except your own roles).',
      command: `aws organizations attach-policy --policy-id <id of the policy> --target-id ${id}`,
    });
  return findings;
}

const many = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);

function deniesEverything({ content }: ControlPolicy): boolean {
  const { Statement } = JSON.parse(content) as { Statement?: unknown };
  return many(Statement).some((statement) => {
    const { Effect, Action, Resource } = (statement ?? {}) as Record<string, unknown>;
    return Effect === 'Deny' && many(Action).includes('*') && many(Resource).includes('*');
  });
}

/** Log archive and audit account, by id, from the landing zone's manifest. */
function sharedAccounts(landingZone: LandingZone | undefined): ReadonlyMap<string, string> {
  const { centralizedLogging, securityRoles } = landingZone?.manifest ?? {};
  return new Map([
    ...(centralizedLogging?.accountId === undefined ? [] : [[centralizedLogging.accountId, 'log archive'] as const]),
    ...(securityRoles?.accountId === undefined ? [] : [[securityRoles.accountId, 'audit account'] as const]),
  ]);
}
