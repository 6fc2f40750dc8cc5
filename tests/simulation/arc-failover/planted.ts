/** Faults planted to show that each invariant catches what it is there for: clients as others have written them. */
import type { FailoverRun } from '../../../handlers/arc-failover/fail-over.ts';
import type { FailoverPorts } from '../../../handlers/arc-failover/ports.ts';
import type { ChangeReport } from '../../../handlers/arc-failover/contract.ts';
import type { Planted } from '../simulation.ts';
import { names } from './invariants.ts';
import type { World } from './world.ts';

interface Plant {
  readonly what: string;
  ports?(ports: FailoverPorts, world: World, operator: number): FailoverPorts;
  run?(run: FailoverRun): FailoverRun;
  report?(report: ChangeReport): ChangeReport;
  /** The daily check believes the plan. */
  readonly trustsPlan?: true;
}

const ruleArns = (run: World): string[] =>
  [...run.sandbox.store.table<{ arn: string }>('route53-recovery/safety-rules').values()].map(({ arn }) => arn);

/** One request for each state, those of `first` before the others, without safety rules. */
const oneByOne =
  (first: 'On' | 'Off') =>
  (ports: FailoverPorts, world: World): FailoverPorts => ({
    ...ports,
    async update(endpoint, entries) {
      const order = [...entries.filter(({ state }) => state === first), ...entries.filter(({ state }) => state !== first)];
      for (const entry of order) {
        const outcome = await ports.update(endpoint, [entry], ruleArns(world));
        if (outcome.kind !== 'answered') return outcome;
        await ports.sleep(500);
      }
      return { kind: 'answered', answer: null };
    },
  });

export const plants: ReadonlyMap<string, Plant> = new Map<string, Plant>([
  [names.neverAllOff, { what: 'states are set one by one, Off first, past the safety rules', ports: oneByOne('Off') }],
  [names.neverTwoOn, { what: 'states are set one by one, On first, past the safety rules', ports: oneByOne('On') }],
  [
    names.succeedsWithThree,
    {
      what: 'only the first endpoint of a list is ever asked',
      ports: (ports) => ({
        ...ports,
        list: async (endpoint, panel) =>
          endpoint.region === 'us-east-1' ? ports.list(endpoint, panel) : { kind: 'unavailable', text: 'not asked', sent: false },
      }),
    },
  ],
  [
    names.orderDoesNotMatter,
    {
      what: 'one endpoint says yes to changes and makes none',
      ports: (ports) => ({
        ...ports,
        update: async (endpoint, entries, overrides) =>
          endpoint.region === 'us-west-2' ? { kind: 'answered', answer: null } : ports.update(endpoint, entries, overrides),
      }),
    },
  ],
  [
    names.converges,
    {
      what: 'states are turned over instead of set, and sent whatever is there',
      ports: (ports, world) => ({
        ...ports,
        list: async (endpoint, panel) => {
          const outcome = await ports.list(endpoint, panel);
          if (outcome.kind !== 'answered') return outcome;
          return {
            kind: 'answered',
            answer: new Map([...outcome.answer].map(([arn]) => [arn, /east$/.test(arn) ? 'On' : 'Off'])),
          };
        },
        update: (endpoint, entries, overrides) => {
          const states = world.states();
          const turned = entries.map(({ arn }) => ({
            arn,
            state: states.get(arn) === 'On' ? ('Off' as const) : ('On' as const),
          }));
          return ports.update(endpoint, turned, overrides);
        },
      }),
    },
  ],
  [
    names.readBack,
    {
      what: 'the endpoint that took the change is the one that is read',
      ports: (ports) => {
        let writer: Parameters<FailoverPorts['update']>[0] | undefined;
        return {
          ...ports,
          list: (endpoint, panel) => ports.list(writer ?? endpoint, panel),
          update: async (endpoint, entries, overrides) => {
            const outcome = await ports.update(endpoint, entries, overrides);
            if (outcome.kind === 'answered') writer = endpoint;
            return outcome;
          },
        };
      },
    },
  ],
  [
    names.dataPlaneOnly,
    {
      what: 'the cluster is described before a change',
      ports: (ports, world, operator) => ({
        ...ports,
        update: async (endpoint, entries, overrides) => {
          const ClusterArn = 'arn:aws:route53-recovery-control::111122223333:cluster/cluster-1';
          await world.controlPlane(operator, 'DescribeCluster', { ClusterArn }).catch(() => undefined);
          return ports.update(endpoint, entries, overrides);
        },
      }),
    },
  ],
  [
    names.deniedIsNotTheEnd,
    {
      what: 'one refusal ends the run',
      ports: (ports) => ({
        ...ports,
        list: async (endpoint, panel) => {
          const outcome = await ports.list(endpoint, panel);
          return outcome.kind === 'denied' ? { kind: 'invalid', text: outcome.text } : outcome;
        },
      }),
    },
  ],
  [
    names.limits,
    {
      what: 'each change is sent four times',
      ports: (ports) => ({
        ...ports,
        update: async (endpoint, entries, overrides) => {
          const all = await Promise.all([1, 2, 3, 4].map(() => ports.update(endpoint, entries, overrides)));
          return all.find(({ kind }) => kind === 'answered') ?? all[0]!;
        },
      }),
    },
  ],
  [
    names.overridesNeedApproval,
    {
      what: 'safety rules are overridden as a matter of course',
      ports: (ports, world) => ({ ...ports, update: (endpoint, entries) => ports.update(endpoint, entries, ruleArns(world)) }),
    },
  ],
  [
    names.waitsOut,
    {
      what: 'a wait period is taken for a broken endpoint',
      ports: (ports) => ({
        ...ports,
        update: async (endpoint, entries, overrides) => {
          const outcome = await ports.update(endpoint, entries, overrides);
          return outcome.kind === 'conflict' ? { kind: 'unavailable', text: outcome.text, sent: false } : outcome;
        },
      }),
    },
  ],
  [names.gates, { what: 'nobody looks at the gates', run: (run) => ({ ...run, gates: [] }) }],
  [
    names.noFlipBack,
    { what: 'states are taken as they are found', run: (run) => ({ ...run, request: { ...run.request, expect: 'any' } }) },
  ],
  [names.verifier, { what: 'the daily check compares the plan with itself', trustsPlan: true }],
  [
    names.log,
    {
      what: 'an entry is taken out of the log',
      report: (report) => ({ ...report, log: report.log.filter((_, index) => index !== 1) }),
    },
  ],
]);

export const planted: readonly Planted[] = [...plants].map(([invariant, { what }]) => ({ invariant, what }));
