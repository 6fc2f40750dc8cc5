/** Clusters and what stands in them, as the organization file's `recovery` states them. */
import type { CallContext } from '../core/service.ts';
import { accountsWithParents, seedIds, type Organization } from '../organization/organization.ts';
import {
  clusterTable,
  controlPanelTable,
  dnsNameTable,
  endpointRegions,
  outageTable,
  routingControlTable,
  safetyRuleTable,
} from './rows.ts';

const hexadecimal = '0123456789abcdef';

export function seedRecovery(organization: Organization, context: CallContext): void {
  const ids = seedIds(organization.seed);
  const { clusters, outages, dns } = organization.recovery;
  const accounts = new Map(accountsWithParents(organization).map(({ account }) => [account.name, account.id]));
  const controlArns = new Map<string, string>();
  for (const { name, id = ids.uuid(`recovery/${name}`), account, sharedWith, controlPanels, maintenance } of clusters) {
    const owner = accounts.get(account)!;
    const arnOf = (rest: string): string => `arn:aws:route53-recovery-control::${owner}:${rest}`;
    const arn = arnOf(`cluster/${id}`);
    clusterTable(context).put(arn, {
      arn,
      name,
      account: owner,
      sharedWith: sharedWith.map((shared) => accounts.get(shared)!),
      endpoints: endpointRegions.map((region) => ({
        region,
        endpoint: `https://${ids.id(`recovery/${name}/${region}`, 8, hexadecimal)}.route53-recovery-cluster.${region}.amazonaws.com/v1`,
      })),
      ...(maintenance ? { maintenance } : {}),
    });
    for (const panel of controlPanels) {
      const path = `recovery/${name}/${panel.name}`;
      const controlPanelArn = arnOf(`controlpanel/${panel.id ?? ids.id(path, 32, hexadecimal)}`);
      const local = new Map<string, string>();
      for (const control of panel.routingControls) {
        const controlArn = `${controlPanelArn}/routingcontrol/${control.id ?? ids.id(`${path}/${control.name}`, 16, hexadecimal)}`;
        local.set(control.name, controlArn);
        controlArns.set(`${panel.name}/${control.name}`, controlArn);
        routingControlTable(context).put(controlArn, {
          arn: controlArn,
          name: control.name,
          controlPanelArn,
          changes: [{ at: organization.now, state: control.state }],
        });
      }
      const arnsOf = (names: readonly string[]): string[] => names.map((control) => local.get(control)!);
      const ruleArns = panel.safetyRules.map(({ id: ruleId, asserted, gating, target, waitPeriod, ...rule }) => {
        const ruleArn = `${controlPanelArn}/safetyrule/${ruleId ?? ids.id(`${path}/rule/${rule.name}`, 16, hexadecimal)}`;
        safetyRuleTable(context).put(ruleArn, {
          ...rule,
          arn: ruleArn,
          controlPanelArn,
          waitPeriodMs: waitPeriod,
          ...(asserted ? { asserted: arnsOf(asserted) } : {}),
          ...(gating ? { gating: arnsOf(gating) } : {}),
          ...(target ? { target: arnsOf(target) } : {}),
        });
        return ruleArn;
      });
      controlPanelTable(context).put(controlPanelArn, {
        arn: controlPanelArn,
        name: panel.name,
        clusterArn: arn,
        routingControls: [...local.values()],
        safetyRules: ruleArns,
      });
    }
  }
  outages.forEach(({ region, after, lasting, effect }, index) =>
    outageTable(context).put(String(index), {
      region,
      from: organization.now + after,
      ...(lasting === undefined ? {} : { until: organization.now + after + lasting }),
      effect,
    }),
  );
  for (const { name, type, ttl, records } of dns) {
    dnsNameTable(context).put(`${name.toLowerCase()}/${type}`, {
      name: name.toLowerCase(),
      type,
      ttlMs: ttl,
      records: records.map(({ control, answers }) => ({ controlArn: controlArns.get(control)!, answers })),
    });
  }
}
