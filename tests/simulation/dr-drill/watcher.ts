/** Looks at every call of a function and at every event of a history, and notes what must not be. */
import type { DrillEntry } from '../../../handlers/dr-drill/drill-entry.ts';
import type { Store } from '../../../src/sandbox/core/store.ts';
import type { Caller } from '../../../src/sandbox/core/service.ts';
import type { Decision } from '../../../src/sandbox/authorization/decide.ts';
import { lapsingPolicyTable } from '../../../src/sandbox/organizations/rows.ts';
import type { WatchedCall } from '../light/light-sandbox.ts';
import type { Violation } from '../simulation.ts';
import { drillPrefix, factsOf, slots, type Facts } from './facts.ts';
import { names } from './invariants.ts';
import { policyFaults } from './policy-faults.ts';
import type { SeededPlan } from './seeded-plan.ts';
import { homeRegion, unitName } from './world.ts';

interface Watched {
  readonly store: Store;
  now(): number;
  decide(
    caller: Caller,
    permissions: readonly { action: string; resources: readonly string[] }[],
    site: { region: string; now: number },
    call: string,
  ): Decision;
}

/** Between two looks at what is denied, unless something changed. */
const lookEvery = 1_000;
const tolerance = 2 * 120_000;

export class Watcher {
  readonly violations = new Map<string, Violation>();
  /** When each drill was armed, by id. */
  readonly armedAt = new Map<string, number>();
  /** When somebody did what ends a drill. */
  guardTrippedAt: number | undefined;
  /** When accounts were moved. */
  movedAt: number | undefined;
  /** Whether anybody but the drill changed policies of the unit. */
  meddled = false;
  /** When the first drill's execution was over. */
  overAt: number | undefined;
  /** When the deny was felt last in every account. */
  feltAt: number | undefined;
  readonly effects: string[] = [];
  facts!: Facts;
  private watched!: Watched;
  private lookedAt = 0;
  private readonly policyOf = new Map<string, string>();
  private readonly named = new Map<string, Set<string>>();

  constructor(private readonly plan: SeededPlan) {}

  watch(watched: Watched): void {
    this.watched = watched;
    this.facts = factsOf(watched.store, unitName);
  }

  note(invariant: string, what: string): void {
    const key = `${invariant}: ${what}`;
    if (this.violations.has(key)) return;
    this.violations.set(key, { invariant, what: `${what} (${new Date(this.watched.now()).toISOString()})` });
    const skewed = this.plan.authorizationSkew !== 0 || this.plan.functionSkew !== 0;
    const first = invariant === names.ends || invariant === names.quiet || invariant === names.undoFirst;
    if (skewed && first) this.note(names.skew, `with clocks that differ: ${what}`);
  }

  before(call: WatchedCall): void {
    const { operation, service, input } = call;
    if (service === 'organizations') this.beforeChange(operation, input);
    if (service === 'scheduler' && operation === 'DeleteSchedule') this.beforeDisarm(String(input['Name']));
  }

  private beforeChange(operation: string, input: Record<string, unknown>): void {
    const policyId = String(input['PolicyId']);
    if (operation === 'CreatePolicy') {
      for (const fault of policyFaults(String(input['Content']))) this.note(names.policy, fault);
      if (
        String(input['Content']).includes(`"${homeRegion}"`) &&
        this.plan.mode !== 'iam-control-plane' &&
        this.facts.schedules().length < 2
      )
        this.note(names.undoLives, 'the Region of the undo is to be denied, and there is no second');
    }
    if (operation === 'AttachPolicy') this.beforeAttach(policyId, String(input['TargetId']));
    if (operation === 'DetachPolicy' || operation === 'DeletePolicy') {
      const tags = this.facts.tags(policyId);
      const policy = this.facts.policy(policyId);
      if (policy && !(policy.name.startsWith(drillPrefix) && tags['ManagedBy'] === 'groundcrew-drill'))
        this.note(names.others, `${operation} of ${policy.name}, which is not a drill's`);
    }
  }

  private beforeAttach(policyId: string, targetId: string): void {
    const { facts } = this;
    const now = this.watched.now();
    const policy = facts.policy(policyId);
    const entry = facts.entries().find(({ drillId }) => policy?.name === `${drillPrefix}${drillId}`);
    if (targetId !== facts.unitId || facts.tags(targetId)['groundcrew:drill-target'] !== 'true')
      this.note(names.target, `attached to ${targetId}`);
    if (facts.accounts().some((id) => facts.tags(id)['groundcrew:protected'] === 'true'))
      this.note(names.target, 'a protected account is below the target');
    if (!entry) return this.note(names.undoFirst, 'attached without an entry in the ledger');
    const schedule = facts.schedules().find(({ name }) => name === `${drillPrefix}${entry.drillId}`);
    if (schedule?.state !== 'ENABLED' || schedule.expression !== `at(${entry.t1.replace(/Z$/, '')})`)
      this.note(names.undoFirst, `the dead-man schedule is ${schedule ? `${schedule.state} ${schedule.expression}` : 'missing'}`);
    if (Date.parse(entry.t1) - Date.parse(entry.t0) > 240 * 60_000 || Date.parse(entry.t1) <= now)
      this.note(names.undoFirst, `the window is ${entry.t0} to ${entry.t1}`);
    const approved = entry.plan.accounts.map(({ id }) => id).sort();
    if (facts.accounts().join() !== approved.join() && (this.movedAt === undefined || now - this.movedAt > 5_000))
      this.note(names.accounts, `attached to ${facts.accounts().join(', ')} where ${approved.join(', ')} were approved`);
    if (facts.policiesOn(targetId).filter((id) => id !== policyId).length >= slots) this.note(names.others, 'no slot was free');
    const other = facts
      .policies()
      .find(
        ({ id, name }) =>
          id !== policyId &&
          facts.attachedTo(id).length > 0 &&
          facts.tags(id)['groundcrew:drill'] !== undefined &&
          name !== policy?.name,
      );
    if (other) this.note(names.one, `attached beside ${other.name}`);
  }

  private beforeDisarm(name: string): void {
    const entry = this.facts.entry(name.slice(drillPrefix.length));
    if (!entry) return;
    const left = this.facts
      .policies()
      .filter((policy) => policy.name === name)
      .flatMap(({ id }) => this.facts.attachedTo(id));
    if (left.length > 0) this.note(names.deadMan, `the schedule goes while the policy is attached to ${left.join()}`);
    if (entry.cleared?.clearedAt === undefined)
      this.note(names.deadMan, 'the schedule goes before the deny is proven to be gone');
  }

  after({ service, operation, input, caller }: WatchedCall, outcome: { output: unknown } | { error: unknown }): void {
    const text = 'error' in outcome ? String((outcome.error as Error).message) : '';
    if (caller.account !== undefined && /service control policy/.test(text) && caller.roleArn?.includes('/groundcrew/') !== true)
      this.note(names.undoLives, `${caller.arn} was denied ${service}:${operation}`);
    if (service === 'organizations' || service === 'scheduler') {
      if (/^(Create|Attach)/.test(operation) && !('error' in outcome)) this.effects.push(operation);
      if (operation === 'CreatePolicy') this.countPolicies();
      this.lookedAt = 0;
    }
    if (service === 'dynamodb' && /^(Put|Update)Item$/.test(operation))
      this.afterWrite(JSON.stringify(input['Item'] ?? input['Key']));
    this.step();
  }

  private countPolicies(): void {
    for (const { id } of this.facts.policies()) {
      const drill = this.facts.tags(id)['groundcrew:drill'];
      if (drill === undefined) continue;
      const ids = this.named.get(drill) ?? new Set();
      this.named.set(drill, ids.add(id));
      this.policyOf.set(drill, id);
      if (ids.size > 1) this.note(names.once, `drill ${drill} has had ${ids.size} policies`);
    }
  }

  private afterWrite(what: string): void {
    if (!what.includes('"DRILL"')) return;
    const entries = this.facts.entries();
    for (const entry of entries) {
      this.arrived(entry);
      const policyId = this.policyOf.get(entry.drillId);
      const attached = policyId === undefined ? [] : this.facts.attachedTo(policyId);
      if (entry.state === 'ENDED' && attached.length > 0)
        this.note(names.pages, `drill ${entry.drillId} is ended and attached to ${attached.join()}`);
      this.judged(entry);
    }
    const armed = entries.filter(({ state }) => state === 'ARMED');
    if (armed.length > 1) this.note(names.one, `${armed.map(({ drillId }) => drillId).join(' and ')} are armed`);
  }

  private arrived({ drillId, approvals, executionArn }: DrillEntry): void {
    if (this.armedAt.has(drillId)) return;
    this.armedAt.set(drillId, this.watched.now());
    const { kind } = this.plan.approval;
    const valid = kind === 'approve' || (kind === 'requester' && !this.plan.secondPerson);
    const given = this.facts.approvals().find((one) => one.executionArn === executionArn && one.state === 'APPROVED');
    if (!valid || approvals.length === 0 || !given) return this.note(names.approval, 'a drill is armed that nobody approved');
    if (approvals.some(({ at }) => at > given.expiresAt))
      this.note(names.approval, 'a drill is armed by an approval that had expired');
  }

  /** What the newest write of an entry says, against what is so. */
  private judged(entry: DrillEntry): void {
    const { proof, cleared, report } = entry;
    const now = this.watched.now();
    if (proof?.provenAt !== undefined && !this.proven.has(entry.drillId)) {
      this.proven.add(entry.drillId);
      if (this.feltAt === undefined || now - this.feltAt > 30_000)
        this.note(names.proof, 'the fault is said to be proven, and was not felt');
    }
    const ill = this.facts.alarm('shop') !== 'OK';
    if (cleared?.steadyAfter === true && !this.steadySaid.has(entry.drillId)) {
      this.steadySaid.add(entry.drillId);
      if (ill && now - this.changedAt > 60_000) this.note(names.after, 'the system is said to be steady afterwards, and is not');
    }
    if (report && !this.reported.has(`${entry.drillId} ${report.verdict}`)) {
      this.reported.add(`${entry.drillId} ${report.verdict}`);
      const measured = report.verdict === 'PASSED' || report.verdict === 'FAILED_RTO';
      if (measured && proof?.provenAt === undefined) this.note(names.proof, `${report.verdict} without proof`);
      if (measured && ill && now - this.changedAt > 60_000)
        this.note(names.after, `${report.verdict} although the system is not steady`);
    }
  }

  /** When the alarm of the system changed last. */
  changedAt = 0;
  private readonly proven = new Set<string>();
  private readonly steadySaid = new Set<string>();
  private readonly reported = new Set<string>();

  /** After every step. */
  step(): void {
    const now = this.watched.now();
    if (now - this.lookedAt < lookEvery) return;
    this.lookedAt = now;
    const { facts, watched } = this;
    if (facts.policies().length === 0 && lapsingPolicyTable(watched.store).size === 0) return;
    const accounts = facts.accounts();
    const felt = accounts.filter((account) => this.denied(account, 'drill-probe', now));
    if (felt.length === accounts.length) this.feltAt = now;
    for (const account of accounts)
      if (this.denied(account, 'drill-control', now)) this.note(names.undoLives, 'the exempt role is denied');
    const first = [...this.armedAt.values()].at(-1);
    const window = { from: (first ?? now) + 1000 * this.plan.leadSeconds, minutes: this.plan.minutes };
    if (felt.length > 0) {
      if (now > window.from + window.minutes * 60_000 + tolerance) this.note(names.ends, 'the deny is felt after its window');
      if (now < window.from - tolerance) this.note(names.ends, 'the deny is felt before its window');
    }
    this.attachedLong(now, felt.length > 0);
  }

  /** Where nothing fails, what ends a drill takes the deny away at once. */
  private attachedLong(now: number, felt: boolean): void {
    const { plan, overAt, guardTrippedAt, facts } = this;
    const quick =
      plan.faults.length === 0 &&
      plan.crashes.length === 0 &&
      ![...plan.actions, ...plan.atChange].some(({ kind }) => kind === 'stop-janitor');
    if (!quick) return;
    const attached = facts
      .policies()
      .some(({ id }) => facts.tags(id)['ManagedBy'] === 'groundcrew-drill' && facts.attachedTo(id).length > 0);
    if (attached && overAt !== undefined && now - overAt > 60_000)
      this.note(names.detached, 'the policy is attached a minute after the drill was over');
    if (guardTrippedAt === undefined) return;
    if (attached && now - guardTrippedAt > 90_000)
      this.note(names.guards, 'the policy is attached one and a half minutes after a guard');
    if (felt && now - guardTrippedAt > 90_000 + plan.propagation.maximum)
      this.note(names.guards, 'the deny is felt long after a guard');
  }

  private denied(account: string, role: string, now: number): boolean {
    const roleArn = `arn:aws:iam::${account}:role/groundcrew/${role}`;
    const caller: Caller = {
      kind: 'role',
      arn: `arn:aws:sts::${account}:assumed-role/${role}/look`,
      account,
      roleArn,
      sessionName: 'look',
    };
    const [action, region] =
      this.plan.mode === 'iam-control-plane'
        ? ['iam:ListAccountAliases', homeRegion]
        : ['dynamodb:ListTables', this.plan.region!];
    const at = now + 1000 * this.plan.authorizationSkew;
    const { refusal } = this.watched.decide(caller, [{ action, resources: ['*'] }], { region, now: at }, 'look');
    return refusal?.by === 'scp' && (refusal.deny?.sid ?? '').startsWith('GroundcrewDrill');
  }
}
