/**
 * What the control plane of routing control says of a cluster, for the daily check only. It lives in us-west-2 alone and no failover may
 * need it; the SDK client that can be pinned is older than the one of the data plane, so the calls are signed here.
 * https://docs.aws.amazon.com/recovery-cluster/latest/api/what-is-recovery-cluster.html
 */
import { allPages } from '../shared/pages.ts';
import { sendSigned } from '../shared/signed-request.ts';

const service = 'route53-recovery-control-config';
const region = 'us-west-2';

export interface DescribedCluster {
  readonly ClusterEndpoints?: readonly { readonly Endpoint?: string; readonly Region?: string }[];
}

export interface DescribedRule {
  readonly SafetyRuleArn: string;
  readonly Name: string;
  readonly WaitPeriodMs: number;
  readonly AssertedControls?: readonly string[];
  readonly TargetControls?: readonly string[];
}

interface Page {
  readonly NextToken?: string;
  readonly RoutingControls?: readonly { readonly RoutingControlArn: string }[];
  readonly SafetyRules?: readonly { readonly ASSERTION?: DescribedRule; readonly GATING?: DescribedRule }[];
}

async function get(path: string, query: Record<string, string> = {}): Promise<unknown> {
  return sendSigned({ service, region, hostname: `${service}.${region}.amazonaws.com`, method: 'GET', path, query });
}

export async function describeCluster(clusterArn: string): Promise<DescribedCluster> {
  const { Cluster } = (await get(`/cluster/${encodeURIComponent(clusterArn)}`)) as { Cluster: DescribedCluster };
  return Cluster;
}

/** ARNs of the routing controls of a control panel. */
export async function listRoutingControls(controlPanelArn: string): Promise<string[]> {
  const controls = await list(controlPanelArn, 'routingcontrols', ({ RoutingControls }) => RoutingControls);
  return controls.map(({ RoutingControlArn }) => RoutingControlArn);
}

export async function listSafetyRules(controlPanelArn: string): Promise<DescribedRule[]> {
  const rules = await list(controlPanelArn, 'safetyrules', ({ SafetyRules }) => SafetyRules);
  return rules.flatMap(({ ASSERTION, GATING }) => [...(ASSERTION ? [ASSERTION] : []), ...(GATING ? [GATING] : [])]);
}

function list<Item>(panel: string, what: string, items: (page: Page) => readonly Item[] | undefined): Promise<Item[]> {
  return allPages(
    async (NextToken) =>
      (await get(`/controlpanel/${encodeURIComponent(panel)}/${what}`, NextToken === undefined ? {} : { NextToken })) as Page,
    items,
    ({ NextToken }) => NextToken,
  );
}
