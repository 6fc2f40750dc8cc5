/**
 * A governance tool as many organizations have one (landing zone pipelines, Terraform): it knows the policies of the organization file and
 * detaches every other one, so often as the file says. It acts as the management account's root user, by the API.
 */
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { policyAttachmentTable, policyTable } from './rows.ts';

/** Arms the tool's first look; `known` are the policies that it leaves alone. */
export function armRevertingTool(context: CallContext): void {
  const every = context.settings.serviceControlPolicies.revertedEvery;
  const known = [...policyTable(context).keys()];
  if (every !== undefined) context.schedule(context.now + every, 'organizations/revert', { every, known });
}

function revert(args: Json, context: CallContext): void {
  const { every, known } = args as { every: number; known: string[] };
  context.schedule(context.now + every, 'organizations/revert', args);
  const { managementAccount: account } = context.settings;
  for (const { policyId: PolicyId, targetId: TargetId } of [...policyAttachmentTable(context).values()]) {
    if (known.includes(PolicyId)) continue;
    const caller = { kind: 'root', arn: `arn:aws:iam::${account}:root`, account } as const;
    try {
      context.call({ service: 'organizations', operation: 'DetachPolicy', input: { PolicyId, TargetId }, account, caller });
    } catch (error) {
      // The target's last policy stays: the tool logs it and goes on.
      if (!(error instanceof AwsError)) throw error;
    }
  }
}

export const revertingTimers = { revert };
