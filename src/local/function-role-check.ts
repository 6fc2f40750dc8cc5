/**
 * What a function's role needs for its log and its traces although no call of its code asks for it. On AWS a role without them loses
 * log lines and traces in silence; here the organization warns.
 */
import { impliedBy } from '../sandbox/authorization/implied-permissions.ts';
import type { FunctionConfiguration } from './bundles/container.ts';
import type { SandboxPart } from './parts.ts';
import { roleCaller } from './states/permissions.ts';

/** Checks a function's role once; returns warnings. `tracing` is the function's tracing mode. */
export function functionRoleWarnings(
  sandbox: SandboxPart,
  { functionName, roleArn, account, region }: FunctionConfiguration,
  tracing: string | undefined,
  now: number,
): string[] {
  const names = { account, region, logGroup: `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/${functionName}` };
  const caller = roleCaller(roleArn, functionName);
  return ['logging', ...(tracing === 'Active' ? ['tracing'] : [])].flatMap((feature) => {
    const needed = impliedBy(`lambda:CreateFunction#${feature}`, names);
    const { refusal } = sandbox.decide(caller, needed, { region, now }, 'lambda:CreateFunction');
    return refusal
      ? [`${functionName}: its role may not ${refusal.action} on ${refusal.resource}, so AWS would lose its ${feature}`]
      : [];
  });
}
