/** The cluster and the failover plan of a seed. */
import { failoverPlan, type FailoverPlan } from '../../../handlers/arc-failover/failover-plan.ts';
import { clusterTable, safetyRuleTable } from '../../../src/sandbox/route53-recovery-cluster/rows.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { primary, regionOf, type SeededPlan } from './seeded-plan.ts';

const account = '111122223333';
/** Two panels, so that a batch may span both. */
const panelOf = (index: number): string => (index % 5 === 4 ? 'second' : 'first');
const controlOf = (application: string, cell: string): string => `${application}-${cell}`;
const arnOf = (panel: string, rest: string): string =>
  `arn:aws:route53-recovery-control::${account}:controlpanel/${panel}/${rest}`;

/** The `recovery` of the organization file. */
export function recoveryOf({ applications, cells, waitPeriodMs, locked, outages, maintenance }: SeededPlan): object {
  const panels = ['first', 'second'].map((name) => ({
    name,
    id: name,
    routingControls: [
      { name: 'lock', id: `lock-${name}` },
      ...applications.flatMap((application, index) =>
        panelOf(index) === name
          ? cells.map((cell) => ({
              name: controlOf(application.name, cell),
              id: controlOf(application.name, cell),
              state: cell === application.on ? 'On' : 'Off',
            }))
          : [],
      ),
    ],
    safetyRules: applications.slice(0, 15).flatMap((application, index) => {
      if (panelOf(index) !== name || index > 8) return [];
      const asserted = cells.map((cell) => controlOf(application.name, cell));
      const waitPeriod = `${waitPeriodMs}ms`;
      return [
        { name: `${application.name}-min`, id: `${application.name}-min`, asserted, type: 'ATLEAST', threshold: 1, waitPeriod },
        ...(application.atMostOne
          ? [
              {
                name: `${application.name}-max`,
                id: `${application.name}-max`,
                asserted,
                type: 'ATLEAST',
                threshold: 2,
                inverted: true,
                waitPeriod,
              },
            ]
          : []),
        ...(locked && index === 0
          ? [{ name: 'gate', id: 'gate-rule', gating: ['lock'], target: asserted, type: 'ATLEAST', threshold: 1, waitPeriod }]
          : []),
      ];
    }),
  }));
  return {
    clusters: [
      {
        name: 'cluster',
        id: 'cluster-1',
        account: 'Management',
        controlPanels: panels,
        ...(maintenance ? { maintenance: { every: '15s', lasting: '6s' } } : {}),
      },
    ],
    outages,
  };
}

/** The plan that the operators have. */
export function planOf({ applications, cells, drift }: SeededPlan, sandbox: Sandbox): FailoverPlan {
  const [cluster] = [...clusterTable(sandbox.store).values()];
  return failoverPlan.parse({
    name: 'simulated',
    primary,
    cells: Object.fromEntries(cells.map((cell) => [cell, { region: regionOf(cell) }])),
    cluster: {
      arn: cluster!.arn,
      endpoints: Object.fromEntries(
        cluster!.endpoints.map(({ region, endpoint }) => [
          region,
          drift === 'endpoint' && region === 'eu-west-1' ? endpoint.replace(/^https:\/\/\w+/, 'https://gone0000') : endpoint,
        ]),
      ),
    },
    applications: applications.map(({ name, exclusive }, index) => ({
      name,
      exclusive,
      controls: Object.fromEntries(
        cells.map((cell) => [
          cell,
          arnOf(panelOf(index), `routingcontrol/${drift === 'control' && index === 0 ? 'gone-' : ''}${controlOf(name, cell)}`),
        ]),
      ),
    })),
    safetyRules: [...safetyRuleTable(sandbox.store).values()].map(({ arn, name, waitPeriodMs }) => ({ arn, name, waitPeriodMs })),
  });
}
