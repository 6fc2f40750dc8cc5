/** Every finding about every account of a batch, whatever the others have. Nothing is changed here. */
import { findAccountFactory } from '../account-vending/account-factory.ts';
import { readEnrollmentEntry, type EnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { environment, region } from '../shared/runtime.ts';
import { readBaselines, readLandingZone, type Baseline, type LandingZone } from './baselines.ts';
import { choosePath, type PathChoice } from './choose-path.ts';
import type { Finding, ReportRow, WorkflowInput } from './contract.ts';
import { drillFindings } from './drill-findings.ts';
import { inParallel } from './in-parallel.ts';
import { memberFindings } from './member-findings.ts';
import {
  lineage,
  readAccountProducts,
  readControlPolicies,
  readFeatures,
  unlessDenied,
  type AccountProduct,
  type ControlPolicy,
  type Tree,
} from './organization-facts.ts';
import { productFindings, productsOf } from './product-findings.ts';
import type { Target } from './resolve-targets.ts';
import { ServiceControl } from './service-control.ts';

/** Accounts that are looked into at a time. */
const readers = 10;

/** Trusted access without which no service-managed stack set works. */
const stackSetsService = 'member.org.stacksets.cloudformation.amazonaws.com';

export interface Prechecked extends ReportRow {
  readonly target: Target;
  readonly baseline?: Baseline;
}

export interface Precheck {
  readonly rows: readonly Prechecked[];
  readonly product: Awaited<ReturnType<typeof findAccountFactory>>;
  readonly slots: number;
}

interface Facts {
  readonly tree: Tree;
  readonly landingZone: LandingZone;
  readonly baselines: ReadonlyMap<string, Baseline>;
  readonly product: Precheck['product'];
  readonly products: readonly AccountProduct[];
  readonly policies: ReadonlyMap<string, readonly ControlPolicy[]>;
  readonly features: Awaited<ReturnType<typeof readFeatures>>;
  readonly slots: number;
  /** What could not be read, for every account. */
  readonly notRead: readonly Finding[];
}

/** Undefined where there is no landing zone. Reads the organization once; then each account, some at a time. */
export async function precheck(input: WorkflowInput, targets: readonly Target[], tree: Tree): Promise<Precheck | undefined> {
  const facts = await readFacts(tree);
  if (!facts) return undefined;
  const organizationId = tree.accounts[0]!.Arn!.split('/')[1]!;
  const homeRegion = region();
  const regions = [...new Set([homeRegion, ...(facts.landingZone.manifest?.governedRegions ?? [])])];
  const serviceControl = new ServiceControl(organizationId, regions);
  const room = new Map<string, number>();
  const rows = await inParallel(targets, readers, async (target): Promise<Prechecked> => {
    const { account, unit, parentId } = target;
    const accountId = account.Id!;
    const baseline = facts.baselines.get(account.Arn!);
    const own = ownEntry(await readEnrollmentEntry(accountId), unit.id);
    const asked = choosePath(input.path, {
      landingZone: facts.landingZone,
      hasAccountFactory: facts.product !== undefined,
      inTarget: parentId === unit.id,
      othersInTarget: targets.filter((other) => other.unit.id === unit.id && other.parentId === unit.id).length,
      slots: facts.slots,
    });
    const choice =
      own?.startedAt === undefined
        ? asked
        : { path: own.path, why: 'An earlier execution has begun this way, and it is gone on with.' };
    const findingsOf = async (): Promise<Finding[]> => {
      const found = [
        ...organizationFindings(input, target, facts, choice, baseline),
        ...productFindings(accountId, facts.products, choice.path),
        ...(await drillFindings(lineage(tree, accountId), lineage(tree, unit.id))),
      ];
      if (account.Status !== 'ACTIVE') return found;
      const inside = await memberFindings({ accountId, regions }, choice.path);
      return [
        ...found,
        ...inside.map((finding) => withTrustedAccess(finding, facts)),
        ...(await scpFindings(serviceControl, target, facts, choice)),
      ];
    };
    const unitBaseline = facts.baselines.get(unit.arn);
    const governed =
      baseline?.statusSummary.status === 'SUCCEEDED' &&
      baseline.parentIdentifier === unitBaseline?.arn &&
      parentId === unit.id &&
      account.Status === 'ACTIVE';
    const done = governed && !own;
    /* What Control Tower does for an earlier execution stands in nobody's way, nor does what it has made on the way. */
    const underWay = own?.startedAt !== undefined && (governed || isUnderWay(accountId, baseline, facts.products));
    const findings: Finding[] = done || underWay ? [] : await findingsOf();
    return {
      row: target.row,
      accountId,
      accountName: account.Name!,
      accountEmail: account.Email!,
      sourceOu: tree.units.find(({ id }) => id === parentId)?.path ?? 'Root',
      sourceParentId: parentId,
      targetOu: unit.path,
      targetArn: unit.arn,
      access: target.access.map(({ group, permissionSet }) => `${group}:${permissionSet}`).join(';'),
      status: done ? 'done' : findings.some(({ severity }) => severity === 'blocker') ? 'blocked' : 'ready',
      path: choice.path,
      why: done ? 'Control Tower governs it in this OU already.' : choice.why,
      findings,
      target,
      ...(unitBaseline ? { baseline: unitBaseline } : {}),
    };
  });
  return { rows: rows.map((row) => withRoom(row, tree, room)), product: facts.product, slots: facts.slots };
}

/** The ledger's entry of an enrollment into this unit that was begun and not settled. */
function ownEntry(entry: EnrollmentEntry | undefined, unitId: string): EnrollmentEntry | undefined {
  const open = ['CLAIMED', 'STARTED', 'UNKNOWN', 'ENROLLED', 'INCOMPLETE'];
  return entry?.targetUnitId === unitId && open.includes(entry.state) ? entry : undefined;
}

function isUnderWay(accountId: string, baseline: Baseline | undefined, products: readonly AccountProduct[]): boolean {
  return (
    baseline?.statusSummary.status === 'UNDER_CHANGE' ||
    productsOf(accountId, products).some(({ status }) => status === 'UNDER_CHANGE')
  );
}

async function readFacts(tree: Tree): Promise<Facts | undefined> {
  const notRead: Finding[] = [];
  const orNothing = async <Value>(
    what: string,
    read: Promise<Value>,
    nothing: Value,
    severity: Finding['severity'] = 'warning',
  ): Promise<Value> => {
    const answer = await unlessDenied(read);
    if ('value' in answer) return answer.value;
    notRead.push({
      code: 'NOT_CHECKED',
      severity,
      message: `${what} could not be read: ${answer.denied}`,
      fix: 'Allow the read and start the same again, or look by hand.',
    });
    return nothing;
  };
  /* Without these nobody knows what an enrollment would meet, so they keep every account out. */
  const unknown: LandingZone = { arn: '', version: 'unknown', status: 'UNKNOWN' };
  const landingZone = await orNothing('The landing zone', readLandingZone(), unknown, 'blocker');
  if (!landingZone) return undefined;
  const baselines = await orNothing('Enabled baselines', readBaselines(), [], 'blocker');
  return {
    tree,
    landingZone,
    baselines: new Map(baselines.map((baseline) => [baseline.targetIdentifier, baseline])),
    product: await orNothing('Account Factory', findAccountFactory(), undefined),
    products: await orNothing('Provisioned products', readAccountProducts(), []),
    policies: await orNothing('Service control policies', readControlPolicies(), new Map<string, readonly ControlPolicy[]>()),
    features: await orNothing('Organization features', readFeatures(), {
      featureSet: 'ALL',
      trusted: new Set([stackSetsService]),
    }),
    slots: Number(environment('CONTROL_TOWER_SLOTS')),
    notRead,
  };
}

function organizationFindings(
  input: WorkflowInput,
  { account, unit, parentId }: Target,
  { tree, landingZone, baselines, features, policies, notRead }: Facts,
  choice: PathChoice,
  baseline: Baseline | undefined,
): Finding[] {
  const findings: Finding[] = [...notRead];
  const block = (code: string, message: string, fix: string, more: Partial<Finding> = {}): void =>
    void findings.push({ code, severity: 'blocker', message, fix, ...more });
  if (account.Status !== 'ACTIVE')
    block(
      'ACCOUNT_STATE',
      `The account is ${account.Status}.`,
      'Reopen it through AWS Support within 90 days of its closure, or leave it out.',
    );
  if (parentId === tree.rootId && !input.allowRoot)
    block('AT_ROOT', 'The account is directly under the root.', 'Say that this is meant: allowRoot (--allow-root).');
  if (choice.impossible !== undefined)
    block('PATH_IMPOSSIBLE', choice.impossible, 'Leave the path out, so that it is chosen, or take another.');
  if (features.featureSet !== 'ALL')
    block(
      'ORGANIZATION_FEATURES',
      `The organization has the feature set ${features.featureSet}.`,
      'Enable all features in the management account.',
      { command: 'aws organizations enable-all-features' },
    );
  const unitBaseline = baselines.get(unit.arn);
  const version = [...baselines.values()].find(({ parentIdentifier }) => parentIdentifier === undefined)?.baselineVersion;
  if (!unitBaseline)
    block('OU_NOT_REGISTERED', `${unit.path} (${unit.id}) is not registered with Control Tower.`, 'Register the OU first.', {
      command: `aws controltower enable-baseline --baseline-identifier ${baselineIdentifier(baselines)} --baseline-version ${version ?? '5.0'} --target-identifier ${unit.arn}`,
    });
  else if (unitBaseline.statusSummary.status === 'FAILED')
    block('OU_FAILED', `The baseline of ${unit.path} has failed.`, 'Reset the baseline of the OU.', {
      command: `aws controltower reset-enabled-baseline --enabled-baseline-identifier ${unitBaseline.arn}`,
    });
  const landingZoneBusy = landingZone.status === 'PROCESSING';
  if (landingZoneBusy || landingZone.status === 'FAILED')
    block(
      'LANDING_ZONE',
      `The landing zone is ${landingZone.status}.`,
      landingZoneBusy ? 'Wait until it is ACTIVE.' : 'Reset the landing zone.',
      landingZoneBusy ? {} : { command: `aws controltower reset-landing-zone --landing-zone-identifier ${landingZone.arn}` },
    );
  if (baseline && baseline.statusSummary.status !== 'FAILED') {
    if (baseline.statusSummary.status === 'UNDER_CHANGE')
      block(
        'OPERATION_IN_PROGRESS',
        'Control Tower works on the account now.',
        'Wait until it is done, then start the same again.',
      );
    else if (parentId !== unit.id)
      block(
        'ENROLLED_ELSEWHERE',
        'Control Tower governs the account in another OU already.',
        'Enrolling is not moving: move it with Organizations, or update its provisioned product.',
      );
  }
  if (unitBaseline?.statusSummary.status === 'UNDER_CHANGE')
    findings.push({
      code: 'OPERATION_IN_PROGRESS',
      severity: 'warning',
      message: `Control Tower works on ${unit.path} now.`,
      fix: 'Nothing: the account waits for it.',
    });
  const held = (policies.get(unit.id) ?? []).length;
  const most = Number(environment('MAX_SCPS_PER_TARGET'));
  if (held >= most)
    findings.push({
      code: 'SCP_SLOTS',
      severity: input.enableControls.length > 0 ? 'blocker' : 'warning',
      message: `${unit.path} has ${held} of ${most} SCPs, so Control Tower cannot attach another for preventive controls.`,
      fix: 'Merge or detach SCPs of the OU.',
      command: `aws organizations list-policies-for-target --target-id ${unit.id} --filter SERVICE_CONTROL_POLICY`,
    });
  return findings;
}

/** The execution role is made by a stack set, which needs trusted access. */
function withTrustedAccess(finding: Finding, { features }: Facts): Finding {
  if (finding.code !== 'EXECUTION_ROLE' || features.trusted.has(stackSetsService)) return finding;
  const { fixName: _unsafe, ...rest } = finding;
  return {
    ...rest,
    message: `${finding.message} StackSets has no trusted access, so the fix create-execution-role cannot make it.`,
    fix: 'Activate trusted access of StackSets, then start the same with the fix create-execution-role; or make the role by hand.',
    command: 'aws cloudformation activate-organizations-access',
  };
}

/** Through Account Factory Control Tower comes in before the account is moved, so both places count. */
async function scpFindings(serviceControl: ServiceControl, target: Target, facts: Facts, choice: PathChoice): Promise<Finding[]> {
  const accountId = target.account.Id!;
  const after = [...lineage(facts.tree, target.unit.id), accountId];
  const ids = choice.path === 'service-catalog' ? [...new Set([...after, ...lineage(facts.tree, accountId)])] : after;
  const levels = ids.flatMap((id) => {
    const policies = facts.policies.get(id);
    return policies || facts.policies.size > 0 ? [{ id, policies: policies ?? [] }] : [];
  });
  const answer = await unlessDenied(serviceControl.findings(accountId, levels));
  if ('value' in answer) return answer.value;
  return [
    {
      code: 'NOT_CHECKED',
      severity: 'warning',
      message: `The effect of service control policies could not be evaluated: ${answer.denied}`,
      fix: 'Allow iam:SimulateCustomPolicy and start the same again, or look by hand.',
    },
  ];
}

/** Room in the target OU, first come first served. */
function withRoom(row: Prechecked, tree: Tree, room: Map<string, number>): Prechecked {
  const { unit, parentId } = row.target;
  if (row.status === 'done' || parentId === unit.id) return row;
  const most = Number(environment('MAX_ACCOUNTS_PER_OU'));
  const left = room.get(unit.id) ?? most - (tree.sizeOf.get(unit.id) ?? 0);
  room.set(unit.id, left - 1);
  if (left > 0) return row;
  return {
    ...row,
    status: 'blocked',
    findings: [
      ...row.findings,
      {
        code: 'OU_FULL',
        severity: 'blocker',
        message: `${unit.path} has no room: Control Tower takes ${most} accounts directly in an OU.`,
        fix: 'Take another OU, or move accounts out of this one.',
      },
    ],
  };
}

function baselineIdentifier(baselines: ReadonlyMap<string, Baseline>): string {
  const [any] = baselines.values();
  return any?.baselineIdentifier ?? `arn:aws:controltower:${region()}::baseline/17BSJV3IGJ2QSGA2`;
}
