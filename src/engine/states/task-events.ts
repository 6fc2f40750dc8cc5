import type { Branch } from '../execution/branch.ts';
import type { Json } from '../json.ts';
import type { HistoryEventType } from '../history/history-event.ts';
import type { TaskTerms } from './task-terms.ts';
import type { TaskResource } from './task-resource.ts';

/** The events of a Task state's attempt: LambdaFunction* for a function's own ARN, Activity* for an activity, Task* for the rest. */
export class TaskEvents {
  /** How AWS's messages name the task. */
  readonly resourceName: string;
  private readonly prefix: 'LambdaFunction' | 'Activity' | 'Task';
  private readonly named: { readonly resource: string; readonly resourceType: string } | undefined;

  constructor(
    private readonly branch: Branch,
    resource: TaskResource,
    readonly resourceArn: string,
  ) {
    if (resource.kind === 'service') {
      this.prefix = 'Task';
      this.named = { resource: resource.resource, resourceType: resource.resourceType };
      this.resourceName = resource.resourceType;
    } else {
      this.prefix = resource.kind === 'lambda' ? 'LambdaFunction' : 'Activity';
      this.resourceName = resource.arn;
    }
  }

  scheduled({ parameters, timeoutSeconds, heartbeatSeconds, credentialsRoleArn }: TaskTerms): void {
    const terms = {
      ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
      ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
      ...(credentialsRoleArn === undefined ? {} : { taskCredentials: { roleArn: credentialsRoleArn } }),
    };
    if (this.named === undefined) {
      this.record('Scheduled', { input: parameters, resource: this.resourceArn, ...terms });
    } else this.record('Scheduled', { parameters, region: this.branch.runtime.region, ...this.named, ...terms });
  }

  started(): void {
    this.record('Started', this.named);
  }

  submitted(output: Json): void {
    this.record('Submitted', { output, ...this.named });
  }

  succeeded(output: Json): void {
    this.record('Succeeded', { output, ...this.named });
  }

  failed(error: string | undefined, cause: string | undefined): void {
    this.record('Failed', { cause, error, ...this.named });
  }

  timedOut(error: string): void {
    this.record('TimedOut', { error, ...this.named });
  }

  private record(suffix: string, details: { readonly [member: string]: unknown } | undefined): void {
    this.branch.record(`${this.prefix}${suffix}` as HistoryEventType, details);
  }
}
