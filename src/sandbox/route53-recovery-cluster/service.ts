/** The data plane of Application Recovery Controller's routing control (API reference, version 2019-12-02). */
import type {
  GetRoutingControlStateRequest,
  GetRoutingControlStateResponse,
  ListRoutingControlsRequest,
  ListRoutingControlsResponse,
  RoutingControl,
  UpdateRoutingControlStateRequest,
  UpdateRoutingControlStatesRequest,
} from '@aws-sdk/client-route53-recovery-cluster';
import { validationMessage, violations, type Constraints } from '../core/constraints.ts';
import { AwsError } from '../core/errors.ts';
import { pageOf } from '../core/paging.ts';
import { hash32 } from '../core/random.ts';
import { defineService, operation, type CallContext, type Permission } from '../core/service.ts';
import { assertAvailable } from './availability.ts';
import {
  clusterTable,
  controlPanelTable,
  endpointRegions,
  routingControlTable,
  stateOf,
  type ClusterRow,
  type ControlPanelRow,
  type ControlState,
  type RoutingControlRow,
} from './rows.ts';
import { enforceSafetyRules } from './safety-rules.ts';
import { countWrite } from './write-rate.ts';

const service = 'route53-recovery-cluster';
const mostInBatch = 10;
/** Within this time a change made through one endpoint is seen through every other. */
const propagation = 250;
/** As many changes of a control are kept as resolvers may still answer with. */
const keptChanges = 20;

const arn = { required: true, min: 1, max: 255, pattern: '[A-Za-z0-9:./_-]*' } as const;
const state = { required: true, oneOf: ['Off', 'On'] } as const;

function check(input: object, constraints: Constraints): void {
  const found = violations(input, constraints);
  if (found.length > 0) throw invalid(validationMessage(found));
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, { fields: { reason: 'fieldValidationFailed', fields: [] } });
}

function notFound(what: string, id: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The ${what} ${id} does not exist`, {
    statusCode: 404,
    fields: { resourceId: id, resourceType: what.replaceAll(' ', '') },
  });
}

/** The control and its cluster, whose endpoint in the call's Region is asked. */
function find(controlArn: string, action: string, context: CallContext): { row: RoutingControlRow; cluster: ClusterRow } {
  const row = routingControlTable(context).get(controlArn);
  const panel = row && controlPanelTable(context).get(row.controlPanelArn);
  const cluster = clusterTable(context).get(panel?.clusterArn ?? '') ?? onlyCluster(context);
  if (cluster) assertAvailable(cluster, action, context);
  if (!row || !panel || !cluster) throw notFound('routing control', controlArn);
  return { row, cluster };
}

function onlyCluster(context: CallContext): ClusterRow | undefined {
  return [...clusterTable(context).values()][0];
}

/** A read of the endpoint: its own writes at once, those of others when they have come there. All of one batch come together. */
function stateSeen({ changes }: RoutingControlRow, cluster: ClusterRow, { now, region, settings }: CallContext): ControlState {
  const seen = changes.findLast(({ at, region: from }) => {
    if (from === undefined || from === region) return true;
    return now >= at + (hash32(`${settings.seed}/propagation/${cluster.arn}/${at}/${region}`) % propagation);
  });
  return (seen ?? changes[0]!).state;
}

function shown(row: RoutingControlRow, panel: ControlPanelRow, cluster: ClusterRow, context: CallContext): RoutingControl {
  return {
    ControlPanelArn: panel.arn,
    ControlPanelName: panel.name,
    RoutingControlArn: row.arn,
    RoutingControlName: row.name,
    RoutingControlState: stateSeen(row, cluster, context),
    Owner: cluster.account,
  };
}

function list(input: ListRoutingControlsRequest, context: CallContext): ListRoutingControlsResponse {
  check(input, { ControlPanelArn: { ...arn, required: undefined as never }, MaxResults: { min: 1 } });
  const { ControlPanelArn, MaxResults = 500, NextToken } = input;
  const named = ControlPanelArn === undefined ? undefined : controlPanelTable(context).get(ControlPanelArn);
  const cluster = clusterTable(context).get(named?.clusterArn ?? '') ?? onlyCluster(context);
  if (!cluster) throw notFound('control panel', ControlPanelArn ?? '');
  assertAvailable(cluster, 'ListRoutingControls', context);
  if (ControlPanelArn !== undefined && !named) throw notFound('control panel', ControlPanelArn);
  const panels = named ? [named] : [...controlPanelTable(context).values()].filter((panel) => panel.clusterArn === cluster.arn);
  const all = panels.flatMap((panel) =>
    panel.routingControls.map((control) => ({ panel, row: routingControlTable(context).get(control)! })),
  );
  const page = pageOf(all, Math.min(MaxResults, 500), `ListRoutingControls ${ControlPanelArn}`, NextToken);
  if (!page) throw invalid('The NextToken is not valid');
  return {
    RoutingControls: page.items.map(({ panel, row }) => shown(row, panel, cluster, context)),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
}

function get({ RoutingControlArn }: GetRoutingControlStateRequest, context: CallContext): GetRoutingControlStateResponse {
  check({ RoutingControlArn }, { RoutingControlArn: arn });
  const { row, cluster } = find(RoutingControlArn!, 'GetRoutingControlState', context);
  return {
    RoutingControlArn: row.arn,
    RoutingControlState: stateSeen(row, cluster, context),
    RoutingControlName: row.name,
  };
}

/** One transaction: all states or none. */
function update(
  entries: readonly { RoutingControlArn?: string | undefined; RoutingControlState?: string | undefined }[],
  overridden: readonly string[],
  action: string,
  context: CallContext,
): object {
  for (const entry of entries) check(entry, { RoutingControlArn: arn, RoutingControlState: state });
  const wanted = new Map(entries.map((entry) => [entry.RoutingControlArn!, entry.RoutingControlState as ControlState]));
  if (wanted.size !== entries.length) throw invalid('A routing control stands in the request more than once');
  const found = [...wanted.keys()].map((control) => find(control, action, context));
  const [first] = found;
  if (!first) throw invalid(validationMessage(violations({}, { UpdateRoutingControlStateEntries: { required: true } })));
  if (found.some(({ cluster }) => cluster !== first.cluster)) throw invalid('The routing controls are of different clusters');
  countWrite(first.cluster.arn, context);
  if (entries.length > mostInBatch) {
    throw new AwsError(
      'ServiceLimitExceededException',
      `You can't update that many routing control states at the same time. Update ${mostInBatch} or fewer.`,
      { statusCode: 402, fields: { limitCode: 'routing-controls-per-update', serviceCode: service } },
    );
  }
  enforceSafetyRules(wanted, new Set(overridden), context);
  for (const { row } of found) {
    const change = { at: context.now, state: wanted.get(row.arn)!, region: context.region };
    if (stateOf(row) === change.state) continue;
    routingControlTable(context).put(row.arn, { ...row, changes: [...row.changes, change].slice(-keptChanges) });
  }
  return {};
}

/** Accounts that share the cluster by AWS Resource Access Manager may use it as far as their own policies allow. */
function permission(action: string, controlArns: readonly string[], context: CallContext, overrides?: boolean): Permission[] {
  return controlArns.map((controlArn) => {
    const row = routingControlTable(context).get(controlArn);
    const panel = row && controlPanelTable(context).get(row.controlPanelArn);
    const cluster = panel && clusterTable(context).get(panel.clusterArn);
    const shares = (cluster?.sharedWith ?? []).map((account) => `arn:aws:iam::${account}:root`);
    return {
      action: `${service}:${action}`,
      resources: [controlArn],
      ...(overrides === undefined ? {} : { conditions: { [`${service}:AllowSafetyRulesOverrides`]: String(overrides) } }),
      ...(shares.length === 0
        ? {}
        : {
            resourcePolicy: JSON.stringify({
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Principal: { AWS: shares }, Action: `${service}:*`, Resource: '*' }],
            }),
          }),
    };
  });
}

export const recoveryCluster = defineService({
  name: service,
  iamPrefix: service,
  operations: {
    GetRoutingControlState: operation<GetRoutingControlStateRequest, GetRoutingControlStateResponse>({
      permissions: ({ RoutingControlArn = '' }, context) => permission('GetRoutingControlState', [RoutingControlArn], context),
      handle: get,
    }),
    ListRoutingControls: operation<ListRoutingControlsRequest, ListRoutingControlsResponse>({ handle: list }),
    UpdateRoutingControlState: operation<UpdateRoutingControlStateRequest, object>({
      permissions: ({ RoutingControlArn = '', SafetyRulesToOverride = [] }, context) =>
        permission('UpdateRoutingControlState', [RoutingControlArn], context, SafetyRulesToOverride.length > 0),
      handle: ({ SafetyRulesToOverride = [], ...entry }, context) =>
        update([entry], SafetyRulesToOverride, 'UpdateRoutingControlState', context),
    }),
    UpdateRoutingControlStates: operation<UpdateRoutingControlStatesRequest, object>({
      permissions: ({ UpdateRoutingControlStateEntries: entries = [], SafetyRulesToOverride = [] }, context) =>
        permission(
          'UpdateRoutingControlStates',
          entries.map(({ RoutingControlArn = '' }) => RoutingControlArn),
          context,
          SafetyRulesToOverride.length > 0,
        ),
      handle: ({ UpdateRoutingControlStateEntries: entries = [], SafetyRulesToOverride = [] }, context) =>
        update(entries, SafetyRulesToOverride, 'UpdateRoutingControlStates', context),
    }),
  },
});

/** Whether a Region has an endpoint of clusters at all. */
export const hasEndpoint = (region: string): boolean => (endpointRegions as readonly string[]).includes(region);
