/** The sandbox's clusters under a clock of their own, and what happens to calls on their way: the ports of the algorithm, from a seed. */
import { classify } from '../../../handlers/arc-failover/classify.ts';
import type { Endpoint, FailoverPorts, Outcome } from '../../../handlers/arc-failover/ports.ts';
import type { ControlState } from '../../../handlers/arc-failover/contract.ts';
import { seededRandom } from '../../../handlers/arc-failover/seeded-random.ts';
import { AwsError } from '../../../src/sandbox/core/errors.ts';
import type { Caller } from '../../../src/sandbox/core/service.ts';
import { completeOrganization, type Organization } from '../../../src/sandbox/organization/organization.ts';
import { organizationSchema } from '../../../src/sandbox/organization/schema.ts';
import { openSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { recoveryCluster } from '../../../src/sandbox/route53-recovery-cluster/service.ts';
import { recoveryControlConfig } from '../../../src/sandbox/route53-recovery-control-config/service.ts';
import { clusterTable, routingControlTable, stateOf } from '../../../src/sandbox/route53-recovery-cluster/rows.ts';
import { SimulatedTime } from './simulated-time.ts';

/** What an endpoint does in this seed, besides what its Region does. */
export type Behaviour =
  | { readonly kind: 'good' }
  | { readonly kind: 'throttling'; readonly retryAfterSeconds: number }
  | { readonly kind: 'failing' }
  /** Shares of calls whose answer is lost after they took effect, that never answer, or that answer with an error. */
  | { readonly kind: 'flaky'; readonly lost: number; readonly hanging: number; readonly error: number };

/** One call as the outside saw it. */
export interface Call {
  readonly operator: number;
  readonly at: number;
  readonly service: string;
  readonly operation: 'ListRoutingControls' | 'UpdateRoutingControlStates' | 'DescribeCluster';
  readonly region: string;
  readonly entries: readonly { readonly arn: string; readonly state: ControlState }[];
  readonly overrides: readonly string[];
  readonly panel?: string;
  /** What the caller was told, and when. */
  outcome?: Outcome<unknown>;
  endedAt?: number;
  /** AWS's name of the error that was answered. */
  refused?: string;
  /** Whether the cluster took it. */
  applied?: boolean;
  /** States of all controls when it came to the cluster. */
  before?: ReadonlyMap<string, ControlState>;
}

/** The operator's process ends here: nothing of it goes on. */
export class Crash extends Error {}

export interface Operator {
  readonly number: number;
  /** Counts this operator's calls; before or after that one the process ends. */
  readonly crashAt?: { readonly call: number; readonly when: 'before' | 'after' };
}

const dataPlane = 'route53-recovery-cluster';
const connectionTimeout = 1_000;
const requestTimeout = 3_000;

export class World {
  readonly time: SimulatedTime;
  readonly calls: Call[] = [];
  private readonly account: string;
  private readonly urls: ReadonlySet<string>;

  private constructor(
    readonly sandbox: Sandbox,
    time: SimulatedTime,
    private readonly behaviours: ReadonlyMap<string, Behaviour>,
    private readonly random: () => number,
    private readonly onChange: (world: World) => void,
  ) {
    this.time = time;
    this.account = sandbox.settings.managementAccount;
    const [cluster] = [...clusterTable(sandbox.store).values()];
    this.urls = new Set(cluster!.endpoints.map(({ endpoint }) => endpoint));
  }

  static async open(
    recovery: object,
    behaviours: ReadonlyMap<string, Behaviour>,
    seed: number,
    onChange: (world: World) => void,
  ): Promise<World> {
    const organization = organizationOf(recovery, seed);
    const time = new SimulatedTime(organization.now);
    const sandbox = await openSandbox({
      organization,
      clock: time,
      services: [recoveryCluster, recoveryControlConfig],
      ports: {
        invokeFunction: () => Promise.reject(new Error('no function is simulated')),
        callStepFunctions: () => Promise.reject(new Error('no state machine is simulated')),
      },
    });
    return new World(sandbox, time, behaviours, seededRandom(`world ${seed}`), onChange);
  }

  /** Every routing control's state in force, by ARN. */
  states(): ReadonlyMap<string, ControlState> {
    return new Map([...routingControlTable(this.sandbox.store).values()].map((row) => [row.arn, stateOf(row)]));
  }

  /** The ports of one operator. */
  portsFor(operator: Operator, seed: string): FailoverPorts {
    let calls = 0;
    const step = async <Answer>(
      endpoint: Endpoint,
      operation: Call['operation'],
      input: object,
      more: Pick<Call, 'entries' | 'overrides' | 'panel'>,
      read: (output: unknown) => Answer,
    ): Promise<Outcome<Answer>> => {
      calls += 1;
      const crashes = operator.crashAt?.call === calls ? operator.crashAt.when : undefined;
      if (crashes === 'before') throw new Crash();
      const call: Call = {
        operator: operator.number,
        at: this.time.now(),
        service: dataPlane,
        operation,
        region: endpoint.region,
        ...more,
      };
      this.calls.push(call);
      const outcome = await this.travel(call, input, endpoint.url);
      if (crashes === 'after') throw new Crash();
      call.endedAt = this.time.now();
      call.outcome = outcome;
      return outcome.kind === 'answered' ? { kind: 'answered', answer: read(outcome.answer) } : outcome;
    };
    return {
      now: () => this.time.now(),
      sleep: (milliseconds) => this.time.sleep(milliseconds),
      random: seededRandom(seed),
      list: (endpoint, ControlPanelArn) =>
        step(
          endpoint,
          'ListRoutingControls',
          { ControlPanelArn },
          { entries: [], overrides: [], panel: ControlPanelArn },
          (output) => {
            const { RoutingControls } = output as {
              RoutingControls: { RoutingControlArn: string; RoutingControlState: ControlState }[];
            };
            return new Map(RoutingControls.map((control) => [control.RoutingControlArn, control.RoutingControlState]));
          },
        ),
      update: (endpoint, entries, overrides) =>
        step(
          endpoint,
          'UpdateRoutingControlStates',
          {
            UpdateRoutingControlStateEntries: entries.map(({ arn, state }) => ({
              RoutingControlArn: arn,
              RoutingControlState: state,
            })),
            SafetyRulesToOverride: overrides,
          },
          { entries, overrides },
          () => null,
        ),
    };
  }

  /** A call of the control plane, as a defective client would make it, or the daily check does. */
  async controlPlane(operator: number, operation: Call['operation'] | 'ListSafetyRules', input: object): Promise<unknown> {
    const service = 'route53-recovery-control-config';
    if (operator > 0) {
      const at = this.time.now();
      this.calls.push({ operator, at, service, operation: 'DescribeCluster', region: 'us-west-2', entries: [], overrides: [] });
    }
    const caller = operatorOf(this.account);
    return this.sandbox.call({ service, operation, input, region: 'us-west-2', caller });
  }

  /** There and back: takes time, and now and then loses something on the way. */
  private async travel(call: Call, input: object, url: string): Promise<Outcome<unknown>> {
    const behaviour = this.behaviours.get(call.region) ?? { kind: 'good' };
    if (!this.urls.has(url)) return answeredWith({ name: 'Error', message: `getaddrinfo ENOTFOUND ${url}`, code: 'ENOTFOUND' });
    const [there, back, chance] = [5 + this.random() * 60, 5 + this.random() * 60, this.random()];
    await this.time.sleep(there);
    if (behaviour.kind === 'throttling') {
      await this.time.sleep(back);
      return answeredWith({
        name: 'ThrottlingException',
        message: 'Rate exceeded',
        retryAfterSeconds: behaviour.retryAfterSeconds,
      });
    }
    if (behaviour.kind === 'failing' || (behaviour.kind === 'flaky' && chance < behaviour.error)) {
      await this.time.sleep(back);
      return answeredWith({ name: 'InternalServerException', message: 'We encountered an internal error.' });
    }
    const hangs = behaviour.kind === 'flaky' && chance < behaviour.error + behaviour.hanging;
    const loses = behaviour.kind === 'flaky' && !hangs && chance < behaviour.error + behaviour.hanging + behaviour.lost;
    call.before = this.states();
    const outcome = await this.sandbox.invoke({
      service: call.service,
      operation: call.operation,
      input,
      account: this.account,
      region: call.region,
      caller: operatorOf(this.account),
    });
    call.applied = !('error' in outcome);
    if (call.applied && call.operation === 'UpdateRoutingControlStates') this.onChange(this);
    if (hangs) {
      await this.time.sleep(requestTimeout - there);
      return answeredWith({ name: 'TimeoutError', message: 'the request took longer than 3000 ms', code: 'ETIMEDOUT' });
    }
    if (loses) {
      await this.time.sleep(back);
      return answeredWith({ name: 'Error', message: 'socket hang up', code: 'ECONNRESET' });
    }
    if (!('error' in outcome)) {
      await this.time.sleep(back);
      return { kind: 'answered', answer: outcome.output };
    }
    const { error } = outcome;
    if (!(error instanceof AwsError)) {
      await this.time.sleep(connectionTimeout - there);
      return classify(error);
    }
    call.refused = error.code;
    await this.time.sleep(back);
    return answeredWith({
      name: error.code,
      message: error.message,
      $metadata: { httpStatusCode: error.statusCode },
      ...error.fields,
    });
  }
}

/** As the SDK would throw it. */
function answeredWith(error: { name: string; message: string } & Record<string, unknown>): Outcome<unknown> {
  return classify(error);
}

function operatorOf(account: string): Caller {
  return { kind: 'root', arn: `arn:aws:iam::${account}:root`, account };
}

function organizationOf(recovery: object, seed: number): Organization {
  return completeOrganization(
    organizationSchema.parse({
      seed,
      managementAccount: { name: 'Management', email: 'aws@example.com', id: '111122223333' },
      homeRegion: 'us-east-1',
      governedRegions: ['us-east-1'],
      recovery,
    }),
  );
}
