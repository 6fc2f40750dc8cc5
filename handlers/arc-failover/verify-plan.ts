/** One stored plan beside its cluster: what differs, and what nothing guards. */
import { controlPanelOf, type FailoverPlan } from './failover-plan.ts';
import type { DescribedCluster, DescribedRule } from './control-plane.ts';

/** What the control plane says. */
export interface ClusterFacts {
  readonly cluster: DescribedCluster;
  /** By ARN of the control panel. */
  readonly panels: ReadonlyMap<string, { readonly controls: readonly string[]; readonly rules: readonly DescribedRule[] }>;
}

/** One sentence for each difference; a plan with none can be used as it is. */
export function driftOf({ cluster, applications, safetyRules }: FailoverPlan, facts: ClusterFacts): string[] {
  const actual = new Map(
    (facts.cluster.ClusterEndpoints ?? []).map(({ Region = '', Endpoint = '' }) => [Region, withoutSlash(Endpoint)]),
  );
  const rules = [...facts.panels.values()].flatMap((panel) => panel.rules);
  const planned = new Map(safetyRules.map((rule) => [rule.arn, rule]));
  return [
    ...Object.entries(cluster.endpoints)
      .filter(([region, url]) => actual.get(region) !== withoutSlash(url))
      .map(([region, url]) => `the endpoint of ${region} is ${actual.get(region) ?? 'not there'}, not ${url}`),
    ...[...actual.keys()]
      .filter((region) => !Object.hasOwn(cluster.endpoints, region))
      .map((region) => `the plan lacks the endpoint of ${region}`),
    ...applications.flatMap(({ name, controls }) =>
      Object.entries(controls)
        .filter(([, arn]) => !facts.panels.get(controlPanelOf(arn))?.controls.includes(arn))
        .map(([cell, arn]) => `${name} has no routing control ${arn} for ${cell}`),
    ),
    ...safetyRules
      .filter(({ arn }) => !rules.some((rule) => rule.SafetyRuleArn === arn))
      .map(({ arn }) => `the safety rule ${arn} does not exist`),
    ...rules.flatMap(({ SafetyRuleArn, Name, WaitPeriodMs }) => {
      const known = planned.get(SafetyRuleArn);
      if (!known) return [`the plan does not know the safety rule ${Name} (${SafetyRuleArn})`];
      return known.waitPeriodMs === WaitPeriodMs ? [] : [`${Name} waits ${WaitPeriodMs} ms, not ${known.waitPeriodMs}`];
    }),
  ];
}

/** What is legal and unwise: applications without a rule, and without a wait period that keeps two operators apart. */
export function warningsOf({ applications }: FailoverPlan, { panels }: ClusterFacts): string[] {
  const rules = [...panels.values()].flatMap((panel) => panel.rules);
  return applications.flatMap(({ name, controls }) => {
    const own = rules.filter(({ AssertedControls = [], TargetControls = [] }) =>
      Object.values(controls).some((arn) => [...AssertedControls, ...TargetControls].includes(arn)),
    );
    if (own.length === 0) return [`no safety rule guards ${name}`];
    if (own.every(({ WaitPeriodMs }) => WaitPeriodMs === 0)) return [`no wait period keeps two operators of ${name} apart`];
    return [];
  });
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
