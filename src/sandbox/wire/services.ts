/** How each service speaks: its protocol, and where its schemas are. */
import type { RawSchema } from './shape.ts';
import { controltowerSchemas } from './schemas/controltower.ts';
import { recoveryControlConfigSchemas } from './schemas/route53-recovery-control-config.ts';
import { monitoringSchemas } from './schemas/monitoring.ts';
import type { SchemaModule } from './schemas/schema-module.ts';

export type ProtocolName = 'awsJson' | 'restJson' | 'restXml' | 'query' | 'ec2Query';

export interface WireService {
  readonly protocol: ProtocolName;
  /** Content type of JSON answers: `application/x-amz-json-1.0` or `-1.1`. */
  readonly jsonVersion?: '1.0' | '1.1';
  /** Part of X-Amz-Target before the dot. */
  readonly target?: string;
  /** Namespace of the answers of the Query protocol and of S3. */
  readonly xmlNamespace?: string;
  /** The SQS form: JSON answers that still carry the codes of its former Query protocol. */
  readonly queryCompatible?: boolean;
  readonly schemas: () => Promise<SchemaModule>;
}

const awsJson = (jsonVersion: '1.0' | '1.1', target: string, schemas: WireService['schemas']): WireService => ({
  protocol: 'awsJson',
  jsonVersion,
  target,
  schemas,
});
const restJson = (schemas: WireService['schemas']): WireService => ({ protocol: 'restJson', schemas });
const query = (xmlNamespace: string, schemas: WireService['schemas']): WireService => ({
  protocol: 'query',
  xmlNamespace,
  schemas,
});

/** By signing name. A client's code is loaded when its service is first called. */
export const wireServices: ReadonlyMap<string, WireService> = new Map<string, WireService>([
  ['account', restJson(() => import('@aws-sdk/client-account'))],
  [
    'cloudformation',
    query('http://cloudformation.amazonaws.com/doc/2010-05-15/', () => import('@aws-sdk/client-cloudformation')),
  ],
  ['cloudtrail', awsJson('1.1', 'CloudTrail_20131101', () => import('@aws-sdk/client-cloudtrail'))],
  ['config', awsJson('1.1', 'StarlingDoveService', () => import('@aws-sdk/client-config-service'))],
  ['controltower', restJson(async () => controltowerSchemas)],
  ['dynamodb', awsJson('1.0', 'DynamoDB_20120810', () => import('@aws-sdk/client-dynamodb'))],
  [
    'ec2',
    {
      protocol: 'ec2Query',
      xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      schemas: () => import('@aws-sdk/client-ec2'),
    },
  ],
  ['events', awsJson('1.1', 'AWSEvents', () => import('@aws-sdk/client-eventbridge'))],
  ['iam', query('https://iam.amazonaws.com/doc/2010-05-08/', () => import('@aws-sdk/client-iam'))],
  ['identitystore', awsJson('1.1', 'AWSIdentityStore', () => import('@aws-sdk/client-identitystore'))],
  ['kms', awsJson('1.1', 'TrentService', () => import('@aws-sdk/client-kms'))],
  ['lambda', restJson(() => import('@aws-sdk/client-lambda'))],
  // Newer clients of CloudWatch send AWS JSON instead of Query.
  [
    'monitoring',
    { ...query('http://monitoring.amazonaws.com/doc/2010-08-01/', async () => monitoringSchemas), jsonVersion: '1.0' },
  ],
  ['organizations', awsJson('1.1', 'AWSOrganizationsV20161128', () => import('@aws-sdk/client-organizations'))],
  [
    'route53',
    {
      protocol: 'restXml',
      xmlNamespace: 'https://route53.amazonaws.com/doc/2013-04-01/',
      schemas: () => import('@aws-sdk/client-route-53'),
    },
  ],
  ['route53-recovery-cluster', awsJson('1.0', 'ToggleCustomerAPI', () => import('@aws-sdk/client-route53-recovery-cluster'))],
  ['route53-recovery-control-config', restJson(async () => recoveryControlConfigSchemas)],
  ['rds', query('http://rds.amazonaws.com/doc/2014-10-31/', () => import('@aws-sdk/client-rds'))],
  [
    's3',
    { protocol: 'restXml', xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/', schemas: () => import('@aws-sdk/client-s3') },
  ],
  // Signed for s3; its hosts tell it apart (endpoint.ts).
  [
    's3control',
    {
      protocol: 'restXml',
      xmlNamespace: 'http://awss3control.amazonaws.com/doc/2018-08-20/',
      schemas: () => import('@aws-sdk/client-s3-control'),
    },
  ],
  ['scheduler', restJson(() => import('@aws-sdk/client-scheduler'))],
  ['securityhub', restJson(() => import('@aws-sdk/client-securityhub'))],
  ['servicecatalog', awsJson('1.1', 'AWS242ServiceCatalogService', () => import('@aws-sdk/client-service-catalog'))],
  ['servicequotas', awsJson('1.1', 'ServiceQuotasV20190624', () => import('@aws-sdk/client-service-quotas'))],
  ['sns', query('http://sns.amazonaws.com/doc/2010-03-31/', () => import('@aws-sdk/client-sns'))],
  ['sqs', { ...awsJson('1.0', 'AmazonSQS', () => import('@aws-sdk/client-sqs')), queryCompatible: true }],
  ['sso', awsJson('1.1', 'SWBExternalService', () => import('@aws-sdk/client-sso-admin'))],
  ['states', awsJson('1.0', 'AWSStepFunctions', () => import('@aws-sdk/client-sfn'))],
  ['sts', query('https://sts.amazonaws.com/doc/2011-06-15/', () => import('@aws-sdk/client-sts'))],
]);

/** The service of an X-Amz-Target header. */
export function serviceOfTarget(target: string): string | undefined {
  const [prefix] = target.split('.');
  for (const [name, service] of wireServices) if (service.target !== undefined && service.target === prefix) return name;
  return undefined;
}

/** True for an exported schema of that kind: 9 operation, -3 error. */
export function isSchema(value: unknown, kind: number): value is readonly [number, string, string, ...RawSchema[]] {
  return Array.isArray(value) && value[0] === kind && typeof value[2] === 'string';
}
