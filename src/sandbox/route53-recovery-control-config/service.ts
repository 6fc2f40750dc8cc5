/**
 * The control plane of Application Recovery Controller's routing control (API reference, version 2020-11-02): what clusters and panels hold.
 * It lives in us-west-2 alone. Clusters come from the organization file: nothing here creates or changes any.
 */
import { AwsError } from '../core/errors.ts';
import { pageOf } from '../core/paging.ts';
import { defineService, operation, type CallContext, type Operation } from '../core/service.ts';
import { UnreachableError } from '../core/unreachable-error.ts';
import {
  clusterTable,
  controlPanelTable,
  outageTable,
  routingControlTable,
  safetyRuleTable,
  type ClusterRow,
  type ControlPanelRow,
  type SafetyRuleRow,
} from '../route53-recovery-cluster/rows.ts';

const service = 'route53-recovery-control-config';
const home = 'us-west-2';

interface Listing {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

function notFound(what: string, arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The ${what} ${arn} does not exist`, { statusCode: 404 });
}

function assertHome(context: CallContext): void {
  const { region, now } = context;
  const down = [...outageTable(context).values()].some(
    (outage) => outage.region === home && outage.from <= now && (outage.until === undefined || now < outage.until),
  );
  if (region !== home || down) throw new UnreachableError(service, region);
}

/** Each operation reads; its resource is the ARN that it names. */
function reading<Input extends object, Output>(
  action: string,
  resource: ((input: Input) => string | undefined) | undefined,
  handle: (input: Input, context: CallContext) => Output,
): Operation<Input, Output> {
  return operation<Input, Output>({
    permissions: (input) => [{ action: `${service}:${action}`, resources: [resource?.(input) ?? '*'] }],
    handle: (input, context) => {
      assertHome(context);
      return handle(input, context);
    },
  });
}

function mine({ account, sharedWith }: ClusterRow, context: CallContext): boolean {
  return account === context.account || sharedWith.includes(context.account);
}

function clusterOf(arn: string, context: CallContext): ClusterRow {
  const row = clusterTable(context).get(arn);
  if (!row || !mine(row, context)) throw notFound('cluster', arn);
  return row;
}

function panelOf(arn: string, context: CallContext): { panel: ControlPanelRow; cluster: ClusterRow } {
  const panel = controlPanelTable(context).get(arn);
  const cluster = panel && clusterTable(context).get(panel.clusterArn);
  if (!panel || !cluster || !mine(cluster, context)) throw notFound('control panel', arn);
  return { panel, cluster };
}

function page<Item>(
  all: readonly Item[],
  { MaxResults = 100, NextToken }: Listing,
  listing: string,
): { items: Item[]; next: object } {
  const found = pageOf(all, Math.min(Math.max(1, MaxResults), 1000), listing, NextToken);
  if (!found) throw new AwsError('ValidationException', 'The NextToken is not valid');
  return { items: found.items, next: found.nextToken === undefined ? {} : { NextToken: found.nextToken } };
}

const clusterView = ({ arn, name, endpoints, account }: ClusterRow): object => ({
  ClusterArn: arn,
  ClusterEndpoints: endpoints.map(({ region, endpoint }) => ({ Endpoint: endpoint, Region: region })),
  Name: name,
  Status: 'DEPLOYED',
  Owner: account,
  NetworkType: 'IPV4',
});

const panelView = ({ arn, name, clusterArn, routingControls }: ControlPanelRow, { account }: ClusterRow): object => ({
  ClusterArn: clusterArn,
  ControlPanelArn: arn,
  DefaultControlPanel: false,
  Name: name,
  RoutingControlCount: routingControls.length,
  Status: 'DEPLOYED',
  Owner: account,
});

function ruleView(row: SafetyRuleRow, { account }: ClusterRow): object {
  const common = {
    ControlPanelArn: row.controlPanelArn,
    Name: row.name,
    RuleConfig: { Inverted: row.inverted, Threshold: row.threshold, Type: row.type },
    SafetyRuleArn: row.arn,
    Status: 'DEPLOYED',
    WaitPeriodMs: row.waitPeriodMs,
    Owner: account,
  };
  return row.asserted
    ? { ASSERTION: { ...common, AssertedControls: row.asserted } }
    : { GATING: { ...common, GatingControls: row.gating, TargetControls: row.target } };
}

export const recoveryControlConfig = defineService({
  name: service,
  iamPrefix: service,
  operations: {
    DescribeCluster: reading<{ ClusterArn: string }, object>(
      'DescribeCluster',
      ({ ClusterArn }) => ClusterArn,
      ({ ClusterArn }, context) => ({ Cluster: clusterView(clusterOf(ClusterArn, context)) }),
    ),
    ListClusters: reading<Listing, object>('ListClusters', undefined, (input, context) => {
      const rows = [...clusterTable(context).values()].filter((row) => mine(row, context));
      const { items, next } = page(rows, input, 'ListClusters');
      return { Clusters: items.map(clusterView), ...next };
    }),
    ListControlPanels: reading<Listing & { ClusterArn?: string }, object>('ListControlPanels', undefined, (input, context) => {
      const rows = [...controlPanelTable(context).values()]
        .filter(({ clusterArn }) => input.ClusterArn === undefined || clusterArn === input.ClusterArn)
        .map((panel) => ({ panel, cluster: clusterTable(context).get(panel.clusterArn)! }))
        .filter(({ cluster }) => mine(cluster, context));
      const { items, next } = page(rows, input, `ListControlPanels ${input.ClusterArn}`);
      return { ControlPanels: items.map(({ panel, cluster }) => panelView(panel, cluster)), ...next };
    }),
    ListRoutingControls: reading<Listing & { ControlPanelArn: string }, object>(
      'ListRoutingControls',
      ({ ControlPanelArn }) => ControlPanelArn,
      (input, context) => {
        const { panel, cluster } = panelOf(input.ControlPanelArn, context);
        const { items, next } = page(panel.routingControls, input, `ListRoutingControls ${panel.arn}`);
        const RoutingControls = items.map((arn) => ({
          ControlPanelArn: panel.arn,
          Name: routingControlTable(context).get(arn)!.name,
          RoutingControlArn: arn,
          Status: 'DEPLOYED',
          Owner: cluster.account,
        }));
        return { RoutingControls, ...next };
      },
    ),
    ListSafetyRules: reading<Listing & { ControlPanelArn: string }, object>(
      'ListSafetyRules',
      ({ ControlPanelArn }) => ControlPanelArn,
      (input, context) => {
        const { panel, cluster } = panelOf(input.ControlPanelArn, context);
        const { items, next } = page(panel.safetyRules, input, `ListSafetyRules ${panel.arn}`);
        return { SafetyRules: items.map((arn) => ruleView(safetyRuleTable(context).get(arn)!, cluster)), ...next };
      },
    ),
  },
});
