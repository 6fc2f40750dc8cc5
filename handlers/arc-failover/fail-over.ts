/**
 * The failover itself: reads the states, makes sure that traffic is where the caller believes it to be, sets absolute states in atomic
 * batches through whichever endpoint answers, and reads all of them back through another one. Only the data plane of the five endpoints is
 * called. Running it again, from any point at which it was cut off, comes to the same states.
 */
import type { Approval, ChangeReport, GateResult, Verdict, WorkflowInput } from './contract.ts';
import { EndpointPool, type PoolOutcome } from './endpoint-pool.ts';
import { controlPanelOf } from './failover-plan.ts';
import { refusalOf } from './permission.ts';
import type { Endpoint, FailoverPorts, Outcome } from './ports.ts';
import { aimOf, batchesOf, changesFor, missingControls, observedStates, unexpected } from './transition.ts';
import type { Aim, Change, Observed, Setting, States } from './transition.ts';
import { TransitionLog } from './transition-log.ts';
import { nextActionOf } from './verdicts.ts';

/** No call begins later than this after the beginning; one takes 3 s at most, so that a run ends within a minute. */
const longest = 55_000;
/** A change is seen through every endpoint within this time; a state that is older than it is what the cluster has. */
const settling = 2_000;
const lookAgainAfter = 150;
/** States that were asked for longer ago are read again before a change: safety rules' wait periods then keep two operators apart. */
const freshFor = 1_000;
/** A batch is sent so often at most: each endpoint three times. */
const mostTries = 15;
/** Added to a wait period, for clocks that do not run alike. */
const waitMargin = 100;

export interface FailoverRun {
  readonly request: WorkflowInput;
  readonly gates: readonly GateResult[];
  readonly approval: Approval | undefined;
  /** Entries of the log from before, where a run has steps before this one. */
  readonly log?: ChangeReport['log'];
}

/** Never throws for what endpoints do: every end has a verdict, and a report. */
export async function failOver(run: FailoverRun, ports: FailoverPorts): Promise<ChangeReport> {
  return new Failover(run, ports).carryOut();
}

/** The end of a run, thrown from where it is found out to where the report is made. */
class Ended {
  constructor(
    readonly verdict: Verdict,
    readonly message: string,
  ) {}
}

class Failover {
  private readonly request: WorkflowInput;
  private readonly aim: Aim;
  private readonly pool: EndpointPool;
  private readonly log: TransitionLog;
  private readonly panels: readonly string[];
  private readonly startedAt: number;
  private states: States = new Map();
  /** When the reading of them began. */
  private readSince = 0;
  private changes: readonly Change[] = [];
  private acceptedAt: number | undefined;
  private readBackAt: number | undefined;
  /** A change was sent whose outcome nobody told. */
  private unknownSince: number | undefined;
  private readonly forced: string[];

  constructor(
    private readonly run: FailoverRun,
    private readonly ports: FailoverPorts,
  ) {
    const { request } = run;
    const { plan, to, expect } = request;
    this.request = request;
    this.aim = aimOf(plan, to, expect);
    this.startedAt = ports.now();
    this.log = new TransitionLog(ports.now, run.log);
    this.panels = [...new Set(plan.applications.flatMap(({ controls }) => Object.values(controls).map(controlPanelOf)))].sort();
    const left = this.aim.from === 'any' ? [] : this.aim.from.map((cell) => plan.cells[cell]?.region ?? '');
    const endpoints = Object.entries(plan.cluster.endpoints).map(([region, url]) => ({ region, url }));
    this.pool = new EndpointPool(endpoints, ports, this.startedAt + longest, left);
    this.forced = run.gates.filter(({ ready }) => !ready && request.force).map(({ gate }) => gate);
  }

  async carryOut(): Promise<ChangeReport> {
    const { plan, to, reason, dryRun } = this.request;
    this.log.add('run started', {
      plan: plan.name,
      to,
      from: this.aim.from === 'any' ? 'any' : [...this.aim.from],
      dryRun,
      ...(reason === undefined ? {} : { reason }),
    });
    let ended: Ended;
    try {
      ended = await this.steps();
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      ended = error;
    }
    return this.report(ended);
  }

  private async steps(): Promise<Ended> {
    const { to, dryRun } = this.request;
    const first = await this.readStates();
    this.changes = changesFor(this.aim, this.states);
    if (this.changes.length === 0) {
      await this.confirm(first);
      return new Ended('ALREADY_THERE', `Traffic is in ${to} already; nothing had to change.`);
    }
    this.assertExpected('UNEXPECTED_STATE');
    if (dryRun) return new Ended('PLANNED', `A run would set ${this.changes.length} routing controls. ${this.gateText()}`.trim());
    this.assertAllowed();
    let writer: Endpoint | undefined;
    for (const [index, batch] of batchesOf(this.aim, this.changes).entries()) writer = await this.apply(batch, index > 0);
    /* Where nobody told who took the last change, two endpoints are asked: one of them did not. */
    await this.confirm(writer ?? (await this.confirm()));
    return new Ended('SUCCEEDED', `Traffic is in ${to}: every routing control was read back from another endpoint.`);
  }

  /** Gates and approvals. What is let through although it is red is written down. */
  private assertAllowed(): void {
    const red = this.run.gates.filter(({ ready }) => !ready);
    if (red.length > 0 && !this.request.force) {
      throw new Ended('NOT_READY', `${this.request.to} is not ready: ${this.gateText()}`);
    }
    for (const { gate, reason } of red) this.log.add('gate forced', { gate, reason });
    const refusal = refusalOf(this.request, this.run.approval, this.ports.now());
    if (refusal !== undefined) throw new Ended('REFUSED', `Nothing was changed: ${refusal}.`);
    if (this.request.overrideSafetyRules.length > 0) {
      this.log.add('safety rules overridden', {
        rules: this.request.overrideSafetyRules,
        approvedBy: this.run.approval!.approvals.map(({ identity }) => identity),
      });
    }
  }

  private gateText(): string {
    const red = this.run.gates.filter(({ ready }) => !ready);
    return red.map(({ gate, reason }) => `${gate}: ${reason}`).join('; ');
  }

  /**
   * Sets the states of one batch, through one endpoint or, as long as none says so, the next. Returns the one that took it; undefined when
   * it is found made after a try that nobody answered.
   */
  private async apply(batch: readonly Setting[], changedBefore: boolean): Promise<Endpoint | undefined> {
    const entries = batch.map(({ arn, state }) => ({ arn, state }));
    const { overrideSafetyRules } = this.request;
    const isMade = (): boolean => entries.every(({ arn, state }) => this.states.get(arn) === state);
    if (changedBefore) await this.readAgain();
    for (let conflicts = 0, tries = 1; ; tries += 1) {
      this.log.add('change sent', { states: batch.map(({ application, cell, state }) => `${application}/${cell} ${state}`) });
      const outcome = await this.pool.write(async (endpoint) => {
        const stale = await this.refresh(endpoint);
        return stale ?? this.ports.update(endpoint, entries, overrideSafetyRules);
      });
      if (outcome.kind === 'answered') {
        this.log.add('change accepted', { endpoint: outcome.endpoint.region });
        this.accepted();
        return outcome.endpoint;
      }
      this.log.add('change not accepted', { outcome: outcome.kind, text: outcome.text });
      if (outcome.kind === 'unavailable') throw await this.cutOff('UNREACHABLE', `No endpoint took the change: ${outcome.text}.`);
      if (outcome.kind === 'denied') throw await this.cutOff('DENIED', `Every endpoint refused the caller: ${outcome.text}.`);
      if (outcome.kind === 'invalid') throw await this.cutOff('INVALID', `ARC refused the request: ${outcome.text}.`);
      if (outcome.kind === 'unknown') this.unknownSince ??= this.ports.now();
      if (tries === mostTries) throw await this.cutOff('UNREACHABLE', `The change was sent ${tries} times: ${outcome.text}.`);
      /* The change may have been made, or somebody else's: absolute states may be sent again only where traffic is as expected. */
      await this.readAgain();
      if (outcome.kind === 'conflict' && !isMade()) {
        conflicts += 1;
        await this.waitOut(outcome.text, conflicts);
      }
      if (isMade()) {
        this.log.add('change found made', {});
        this.accepted();
        return undefined;
      }
    }
  }

  private accepted(): void {
    this.acceptedAt = this.ports.now();
    this.unknownSince = undefined;
  }

  /** Waits for the wait periods to end, once; a second conflict is a safety rule's. */
  private async waitOut(text: string, conflicts: number): Promise<void> {
    const { safetyRules } = this.request.plan;
    const wait = Math.max(0, ...safetyRules.map(({ waitPeriodMs }) => waitPeriodMs)) + waitMargin;
    const left = this.startedAt + longest - this.ports.now();
    if (conflicts > 1 || wait >= left) throw await this.cutOff('BLOCKED', `A safety rule refused the change: ${text}.`);
    this.log.add('wait period', { milliseconds: wait });
    await this.ports.sleep(wait);
    await this.readAgain();
  }

  /** The states as any endpoint has them. */
  private async readStates(except?: Endpoint): Promise<Endpoint> {
    let since = this.ports.now();
    const outcome = await this.pool.read((endpoint) => {
      since = this.ports.now();
      return this.listAll(endpoint);
    }, except);
    if (outcome.kind !== 'answered') throw this.unread(outcome);
    this.took(outcome.answer, since, outcome.endpoint);
    return outcome.endpoint;
  }

  /**
   * Between reading and changing, endpoints may have let time pass: then the states are read again through the one that is to change
   * them. Returns what keeps it from being used.
   */
  private async refresh(endpoint: Endpoint): Promise<Exclude<Outcome<never>, { kind: 'answered' }> | undefined> {
    if (this.ports.now() - this.readSince < freshFor) return undefined;
    const since = this.ports.now();
    const outcome = await this.listAll(endpoint);
    /* A read that was sent has changed nothing. */
    if (outcome.kind === 'unavailable') return { ...outcome, sent: false };
    if (outcome.kind !== 'answered') return outcome;
    this.took(outcome.answer, since, endpoint);
    this.assertStillExpected();
    return undefined;
  }

  private took(states: States, since: number, { region }: Endpoint): void {
    this.states = states;
    this.readSince = since;
    const missing = missingControls(this.aim.plan, states);
    if (missing.length > 0) throw new Ended('INVALID', `The cluster has no routing control ${missing.join(', ')}.`);
    const on = observedStates(this.aim.plan, states).filter(({ state }) => state === 'On');
    const cells = Object.fromEntries(
      Object.keys(this.aim.plan.cells).map((cell) => [cell, on.filter((one) => one.cell === cell).length]),
    );
    this.log.add('states read', { endpoint: region, on: cells });
  }

  /** Reads before a further change. Ends the run when traffic is no longer where it may be. */
  private async readAgain(): Promise<void> {
    try {
      await this.readStates();
    } catch (error) {
      if (error instanceof Ended) throw await this.cutOff(error.verdict, error.message);
      throw error;
    }
    this.assertStillExpected();
  }

  private assertStillExpected(): void {
    this.assertExpected(this.acceptedAt === undefined && this.unknownSince === undefined ? 'UNEXPECTED_STATE' : 'OVERTAKEN');
  }

  private async listAll(endpoint: Endpoint): Promise<Outcome<States>> {
    const all = new Map<string, 'On' | 'Off'>();
    for (const panel of this.panels) {
      const outcome = await this.ports.list(endpoint, panel);
      if (outcome.kind !== 'answered') return outcome;
      for (const [arn, state] of outcome.answer) all.set(arn, state);
    }
    return { kind: 'answered', answer: all };
  }

  private unread(outcome: Exclude<PoolOutcome<States>, { kind: 'answered' }>): Ended {
    if (outcome.kind === 'denied') return new Ended('DENIED', `Every endpoint refused the caller: ${outcome.text}.`);
    if (outcome.kind === 'invalid') return new Ended('INVALID', `ARC refused the request: ${outcome.text}.`);
    return new Ended('UNREACHABLE', `No endpoint answered; the last one: ${outcome.text}.`);
  }

  private assertExpected(verdict: Verdict): void {
    const found = unexpected(this.aim, this.states);
    if (found.length === 0) return;
    const { from } = this.aim;
    throw new Ended(
      verdict,
      `Traffic is not in ${from === 'any' ? 'any cell' : from.join(' or ')} as expected: ${found.join('; ')}.`,
    );
  }

  /**
   * Every control as wanted, seen through another endpoint than `other`, which may see it a moment later. Returns the one that it was seen
   * through.
   */
  private async confirm(other?: Endpoint): Promise<Endpoint> {
    let seenThrough: Endpoint;
    for (const until = this.ports.now() + settling; ;) {
      try {
        seenThrough = await this.readStates(other);
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
        const what = this.acceptedAt === undefined ? 'The states' : 'The change was accepted, but the states';
        throw new Ended('UNKNOWN', `${what} could not be read from a second endpoint. ${error.message}`);
      }
      const open = changesFor(this.aim, this.states);
      if (open.length === 0) break;
      if (this.ports.now() >= until) {
        throw new Ended(
          'OVERTAKEN',
          `Somebody else has changed ${open.length} routing controls meanwhile; they were left as they are.`,
        );
      }
      await this.ports.sleep(lookAgainAfter);
    }
    this.readBackAt = this.ports.now();
    this.log.add('states read back', { controls: observedStates(this.aim.plan, this.states).length });
    return seenThrough;
  }

  /** The verdict of a run that cannot go on: by what it has changed, as far as that can be read. */
  private async cutOff(verdict: Verdict, message: string): Promise<Ended> {
    if (this.acceptedAt === undefined && this.unknownSince === undefined) return new Ended(verdict, message);
    try {
      if (this.ports.now() < this.startedAt + longest) await this.readStates();
      else throw new Ended('UNKNOWN', message);
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      return new Ended('UNKNOWN', `${message} Changes were sent before, and the states cannot be read.`);
    }
    const open = changesFor(this.aim, this.states).length;
    if (open === this.changes.length) return new Ended(verdict, message);
    return new Ended('PARTIAL', `${message} ${open} of ${this.changes.length} routing controls are still to be set.`);
  }

  /** What was seen last; nothing when the states were never read, or not of all controls. */
  private observed(): Observed[] {
    const { plan } = this.aim;
    return missingControls(plan, this.states).length > 0 ? [] : observedStates(plan, this.states);
  }

  private report({ verdict, message }: Ended): ChangeReport {
    const { request, startedAt, acceptedAt, readBackAt } = this;
    const endedAt = this.ports.now();
    this.log.add('run ended', { verdict, message });
    return {
      verdict,
      message,
      nextAction: nextActionOf(verdict, request),
      observed: this.observed().map(({ application, cell, state }) => ({ application, cell, state })),
      changes: this.changes.map(({ application, cell, from, to }) => ({ application, cell, from, to })),
      timings: {
        startedAt,
        endedAt,
        ...(acceptedAt === undefined ? {} : { acceptedAt }),
        ...(readBackAt === undefined ? {} : { readBackAt }),
      },
      overridden: this.log.entries.some(({ what }) => what === 'safety rules overridden') ? request.overrideSafetyRules : [],
      forcedGates: this.log.entries.some(({ what }) => what === 'gate forced') ? this.forced : [],
      endpoints: this.pool.health(),
      log: this.log.entries,
    };
  }
}
