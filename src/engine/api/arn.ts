import { invalidArn } from './api-error.ts';

/** What an ARN of Step Functions names. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export interface StatesArn {
  readonly kind: 'stateMachine' | 'execution' | 'express' | 'activity' | 'mapRun';
  /** `arn:<partition>:states:<region>:<account>`. */
  readonly prefix: string;
  /** Name of the state machine or activity. */
  readonly name: string;
  /** What follows the name: version or alias, execution name, ... */
  readonly rest: readonly string[];
}

const STATES_ARN = /^(arn:[^:]+:states:[^:]+:\d{12}):(stateMachine|execution|express|activity|mapRun):(.+)$/;

/** Reads an ARN of one of the kinds; throws InvalidArn for anything else. */
export function parseArn(arn: string, ...kinds: StatesArn['kind'][]): StatesArn {
  const parts = STATES_ARN.exec(arn);
  const kind = parts?.[2] as StatesArn['kind'] | undefined;
  if (parts === null || kind === undefined || (kinds.length > 0 && !kinds.includes(kind))) throw invalidArn(arn);
  const [name = '', ...rest] = (parts[3] ?? '').split(':');
  return { kind, prefix: parts[1] ?? '', name, rest };
}
