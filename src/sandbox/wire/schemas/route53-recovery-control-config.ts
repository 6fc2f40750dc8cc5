/** Control plane of routing control (API reference, version 2020-11-02): no SDK client of it that ships schemas can be installed. */
import type { SchemaModule } from './schema-module.ts';
import { boolean, error, inQuery, label, list, number, operation, structure, text } from './build.ts';

const cluster = structure('Cluster', {
  ClusterArn: text,
  ClusterEndpoints: list(structure('ClusterEndpoint', { Endpoint: text, Region: text })),
  Name: text,
  Status: text,
  Owner: text,
  NetworkType: text,
});
const controlPanel = structure('ControlPanel', {
  ClusterArn: text,
  ControlPanelArn: text,
  DefaultControlPanel: boolean,
  Name: text,
  RoutingControlCount: number,
  Status: text,
  Owner: text,
});
const routingControl = structure('RoutingControl', {
  ControlPanelArn: text,
  Name: text,
  RoutingControlArn: text,
  Status: text,
  Owner: text,
});
const ruleConfig = structure('RuleConfig', { Inverted: boolean, Threshold: number, Type: text });
const rule = {
  ControlPanelArn: text,
  Name: text,
  RuleConfig: ruleConfig,
  SafetyRuleArn: text,
  Status: text,
  WaitPeriodMs: number,
  Owner: text,
};
const safetyRule = structure('Rule', {
  ASSERTION: structure('AssertionRule', { ...rule, AssertedControls: list(text) }),
  GATING: structure('GatingRule', { ...rule, GatingControls: list(text), TargetControls: list(text) }),
});
const paging = { MaxResults: inQuery('MaxResults', number), NextToken: inQuery('NextToken', text) };
const message = { message: text };

const get = (name: string, uri: string, input: Parameters<typeof structure>[1], output: Parameters<typeof structure>[1]) =>
  operation(name, uri, structure(`${name}Request`, input), structure(`${name}Response`, output), 'GET');

export const recoveryControlConfigSchemas: SchemaModule = {
  DescribeCluster: get('DescribeCluster', '/cluster/{ClusterArn}', { ClusterArn: label(text) }, { Cluster: cluster }),
  ListClusters: get('ListClusters', '/cluster', paging, { Clusters: list(cluster), NextToken: text }),
  ListControlPanels: get(
    'ListControlPanels',
    '/controlpanels',
    { ...paging, ClusterArn: inQuery('ClusterArn', text) },
    { ControlPanels: list(controlPanel), NextToken: text },
  ),
  ListRoutingControls: get(
    'ListRoutingControls',
    '/controlpanel/{ControlPanelArn}/routingcontrols',
    { ...paging, ControlPanelArn: label(text) },
    { RoutingControls: list(routingControl), NextToken: text },
  ),
  ListSafetyRules: get(
    'ListSafetyRules',
    '/controlpanel/{ControlPanelArn}/safetyrules',
    { ...paging, ControlPanelArn: label(text) },
    { SafetyRules: list(safetyRule), NextToken: text },
  ),
  AccessDeniedException: error('AccessDeniedException', 403, message),
  InternalServerException: error('InternalServerException', 500, message),
  ResourceNotFoundException: error('ResourceNotFoundException', 404, message),
  ThrottlingException: error('ThrottlingException', 429, message),
  ValidationException: error('ValidationException', 400, message),
};
