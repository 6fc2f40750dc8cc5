/**
 * AWS managed policies that our templates and an AWS landing zone name, as AWS documents them (AWS Managed Policy Reference Guide).
 * A policy that is not here is unknown to the sandbox: attaching it fails as it does for a misspelt name.
 */

interface Statement {
  readonly Effect: 'Allow';
  readonly Action?: readonly string[] | string;
  readonly NotAction?: readonly string[];
  readonly Resource: readonly string[] | string;
  readonly Sid?: string;
}

const everything: readonly Statement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const traces = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];

const statements = new Map<string, readonly Statement[]>([
  ['AdministratorAccess', everything],
  [
    'PowerUserAccess',
    [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: [
          'account:GetAccountInformation',
          'account:GetGovCloudAccountInformation',
          'account:GetPrimaryEmail',
          'account:ListRegions',
          'iam:CreateServiceLinkedRole',
          'iam:DeleteServiceLinkedRole',
          'iam:ListRoles',
          'organizations:DescribeEffectivePolicy',
          'organizations:DescribeOrganization',
        ],
        Resource: '*',
      },
    ],
  ],
  [
    'ReadOnlyAccess',
    [{ Effect: 'Allow', Action: ['*:Describe*', '*:Get*', '*:List*', '*:Search*', '*:Lookup*', '*:BatchGet*'], Resource: '*' }],
  ],
  ['service-role/AWSLambdaBasicExecutionRole', [{ Effect: 'Allow', Action: logs, Resource: '*' }]],
  ['AWSXRayDaemonWriteAccess', [{ Sid: 'AWSXRayDaemonWriteAccess', Effect: 'Allow', Action: traces, Resource: '*' }]],
  [
    'AWSOrganizationsReadOnlyAccess',
    [
      {
        Sid: 'AWSOrganizationsReadOnly',
        Effect: 'Allow',
        Action: [
          'organizations:Describe*',
          'organizations:List*',
          'account:GetAlternateContact',
          'account:GetContactInformation',
          'account:ListRegions',
          'account:GetRegionOptStatus',
          'account:GetPrimaryEmail',
        ],
        Resource: '*',
      },
    ],
  ],
  [
    'AWSServiceCatalogEndUserFullAccess',
    [
      {
        Effect: 'Allow',
        Action: [
          'cloudformation:CreateStack',
          'cloudformation:DeleteStack',
          'cloudformation:DescribeStackEvents',
          'cloudformation:DescribeStacks',
          'cloudformation:SetStackPolicy',
          'cloudformation:ValidateTemplate',
          'cloudformation:UpdateStack',
          'servicecatalog:DescribeProduct',
          'servicecatalog:DescribeProductView',
          'servicecatalog:DescribeProvisioningParameters',
          'servicecatalog:ListLaunchPaths',
          'servicecatalog:ProvisionProduct',
          'servicecatalog:SearchProducts',
          'servicecatalog:DescribeProvisionedProduct',
          'servicecatalog:DescribeRecord',
          'servicecatalog:ListRecordHistory',
          'servicecatalog:ScanProvisionedProducts',
          'servicecatalog:SearchProvisionedProducts',
          'servicecatalog:TerminateProvisionedProduct',
          'servicecatalog:UpdateProvisionedProduct',
        ],
        Resource: '*',
      },
    ],
  ],
]);

const prefix = 'arn:aws:iam::aws:policy/';

/** The document of an AWS managed policy by ARN, as JSON text; undefined for one that the sandbox does not know. */
export function awsManagedPolicy(arn: string): string | undefined {
  const found = arn.startsWith(prefix) ? statements.get(arn.slice(prefix.length)) : undefined;
  return found && JSON.stringify({ Version: '2012-10-17', Statement: found });
}

/** ARNs of all of them. */
export function awsManagedPolicyArns(): string[] {
  return [...statements.keys()].map((name) => prefix + name);
}
