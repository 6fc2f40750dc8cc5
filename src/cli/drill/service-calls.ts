/** Calls as IAM and a service control policy see them: an action, in the Region whose endpoint is asked. */
import { awsSdkService } from '../../engine/integrations/aws-sdk-operations.ts';

/** Services with one control plane for every Region, and where it answers. STS has Regional endpoints and is none of them. */
const controlPlanes: Readonly<Record<string, string>> = {
  account: 'us-east-1',
  budgets: 'us-east-1',
  ce: 'us-east-1',
  cloudfront: 'us-east-1',
  globalaccelerator: 'us-west-2',
  health: 'us-east-1',
  iam: 'us-east-1',
  networkmanager: 'us-west-2',
  organizations: 'us-east-1',
  route53: 'us-east-1',
  route53domains: 'us-east-1',
  'route53-recovery-control-config': 'us-west-2',
  'route53-recovery-readiness': 'us-west-2',
  shield: 'us-east-1',
  support: 'us-east-1',
  trustedadvisor: 'us-east-1',
  waf: 'us-east-1',
};

/** The Region in which an action asked in `region` is answered. */
export const regionOf = (action: string, region: string): string => controlPlanes[action.split(':')[0]!] ?? region;

/** IAM prefixes of optimized integrations whose own name is another. */
const prefixes: Readonly<Record<string, string>> = { apigateway: 'execute-api' };

/** Actions that are not called as the operation is (Service Authorization Reference). */
const otherNames: Readonly<Record<string, string>> = {
  'http:Invoke': 'states:InvokeHTTPEndpoint',
  'lambda:Invoke': 'lambda:InvokeFunction',
  's3:HeadObject': 's3:GetObject',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * The IAM action of a Resource of a Task, ItemReader or ResultWriter; undefined for activities, whose worker asks Step Functions, not the
 * other way round. A function's own ARN, or a placeholder for one, is an invocation.
 */
export function actionOf(resource: string): string | undefined {
  const [, service, operation] = /^arn:aws[\w-]*:states:::(?:aws-sdk:)?([\w-]+):(\w+)/.exec(resource) ?? [];
  if (service === undefined || operation === undefined)
    return /^arn:aws[\w-]*:states:[^:]*:[^:]*:activity:/.test(resource) ? undefined : 'lambda:InvokeFunction';
  const sdk = resource.includes(':aws-sdk:') ? awsSdkService(service) : undefined;
  const action = `${sdk?.iamPrefix ?? prefixes[service] ?? service}:${sdk?.operations.get(operation) ?? capital(operation)}`;
  return otherNames[action] ?? action;
}
