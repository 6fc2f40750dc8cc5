import type { ServiceCall } from '../ports.ts';

/** What a Task's Resource stands for, with the texts that its events name it by. */
export type TaskResource =
  | { readonly kind: 'lambda'; readonly arn: string }
  | { readonly kind: 'activity'; readonly arn: string }
  | {
      readonly kind: 'service';
      readonly integration: 'optimized' | 'aws-sdk';
      readonly service: string;
      readonly action: string;
      readonly pattern: ServiceCall['pattern'];
      /** `invoke.waitForTaskToken` */
      readonly resource: string;
      /** `lambda`, `aws-sdk:organizations` */
      readonly resourceType: string;
    };

const parsed = new Map<string, TaskResource>();

/** Reads a Resource. It was checked when the state machine was created. */
export function taskResource(arn: string): TaskResource {
  let resource = parsed.get(arn);
  if (resource === undefined) {
    resource = parse(arn);
    parsed.set(arn, resource);
  }
  return resource;
}

function parse(arn: string): TaskResource {
  const parts = arn.split(':');
  if (parts[2] === 'lambda') return { kind: 'lambda', arn };
  if (parts[2] === 'states' && parts[5] === 'activity') return { kind: 'activity', arn };
  // arn:aws:states:<region>:<account>:[aws-sdk:]<service>:<action>[.<pattern>]
  const sdk = parts[5] === 'aws-sdk';
  const [service = '', ...rest] = parts.slice(sdk ? 6 : 5);
  const resource = rest.join(':');
  const dot = resource.indexOf('.');
  return {
    kind: 'service',
    integration: sdk ? 'aws-sdk' : 'optimized',
    service,
    action: dot < 0 ? resource : resource.slice(0, dot),
    pattern: dot < 0 ? 'requestResponse' : (resource.slice(dot + 1) as ServiceCall['pattern']),
    resource,
    resourceType: sdk ? `aws-sdk:${service}` : service,
  };
}
