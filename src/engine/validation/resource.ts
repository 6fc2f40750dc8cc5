import { awsSdkService } from '../integrations/aws-sdk-operations.ts';
import { optimizedPatterns } from '../integrations/optimized-integrations.ts';
import type { IntegrationPattern } from '../integrations/optimized-integrations.ts';

const INTEGRATION = /^arn:[^:]+:states:[^:]*:[^:]*:(?<sdk>aws-sdk:)?(?<service>[^:.]+):(?<action>[^:.]+)(?:\.(?<pattern>.+))?$/;
const ACTIVITY = /^arn:[^:]+:states:[^:]+:[^:]+:activity:.+$/;
const FUNCTION = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:.+$/;
const PATTERNS: ReadonlySet<string> = new Set<IntegrationPattern>(['sync', 'sync:2', 'waitForTaskToken']);

/**
 * What is wrong with a Task's Resource, in AWS's words; undefined when nothing is. Express machines can neither wait for a job, a token nor
 * an activity. https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export function resourceProblem(resource: string, machineType: 'STANDARD' | 'EXPRESS'): string | undefined {
  if (ACTIVITY.test(resource))
    return machineType === 'EXPRESS' ? 'Express state machine does not support Activity ARN' : undefined;
  if (FUNCTION.test(resource)) return undefined;
  if (!resource.startsWith('arn:')) return 'Value is not a valid resource ARN';
  const parts = INTEGRATION.exec(resource)?.groups;
  const pattern = parts?.pattern;
  if (parts === undefined || !isKnown(parts.sdk !== undefined, parts.service ?? '', parts.action ?? '', pattern)) {
    return `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  }
  if (machineType === 'EXPRESS' && pattern !== undefined) {
    // AWS's text for the token pattern ends with a blank.
    return `Express state machine does not support '.${pattern}' service integration${pattern === 'waitForTaskToken' ? ' ' : ''}`;
  }
  return undefined;
}

function isKnown(sdk: boolean, service: string, action: string, pattern: string | undefined): boolean {
  if (pattern !== undefined && !PATTERNS.has(pattern)) return false;
  if (sdk)
    return awsSdkService(service)?.operations.has(action) === true && (pattern === undefined || pattern === 'waitForTaskToken');
  return optimizedPatterns(service, action)?.includes((pattern ?? 'requestResponse') as IntegrationPattern) === true;
}
