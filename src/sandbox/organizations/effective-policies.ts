/**
 * Which policies have effect on a target at a moment. What Organizations stores is visible at once; what it enforces follows some seconds
 * later (IAM user guide, "Troubleshoot IAM": "changes may take a few minutes"; AWS gives no figure for SCPs).
 */
import { sample } from '../core/random.ts';
import type { CallContext } from '../core/service.ts';
import type { HasTables, PolicyAttachmentRow, PolicyRow } from './rows.ts';
import { attachmentKey, lapsingPolicyTable, policyAttachmentTable, policyTable } from './rows.ts';

/** From a change of a policy or attachment to its effect, where the organization file says nothing in `organizations/policy-propagation`. */
const defaultPropagation = { median: 6_000, minimum: 1_000, maximum: 60_000 };

/** When a change made now has effect. */
export function effectiveFrom(context: CallContext): number {
  const duration = context.settings.durations['organizations/policy-propagation'] ?? defaultPropagation;
  return context.now + sample(duration, () => context.random());
}

/** Keeps the former document of an attachment in force until the change has spread; forgets those whose time is over. */
export function lapse(context: CallContext, { targetId, policyId }: PolicyAttachmentRow, content: string, until: number): void {
  const table = lapsingPolicyTable(context);
  for (const [key, row] of table.entries()) if (row.until <= context.now) table.delete(key);
  table.put(`${attachmentKey(targetId, policyId)}/${until}`, { targetId, policyId, content, from: context.now, until });
}

/** A document in force, by the policy's id. */
export interface EffectivePolicy {
  readonly id: string;
  readonly type: PolicyRow['type'];
  readonly content: string;
}

/** The documents of `policies` in force on `targetId` at `now`, and those that no longer are attached but still have effect. */
export function effectivePolicies(from: HasTables, targetId: string, attached: Iterable<string>, now: number): EffectivePolicy[] {
  const effective: EffectivePolicy[] = [];
  for (const id of attached) {
    const policy = policyTable(from).get(id);
    const row = policyAttachmentTable(from).get(attachmentKey(targetId, id));
    if (policy && (row?.effectiveFrom ?? 0) <= now) effective.push({ id, type: policy.type, content: policy.content });
  }
  const lapsing = lapsingPolicyTable(from);
  if (lapsing.size > 0) {
    for (const { policyId, targetId: target, content, until } of lapsing.values()) {
      if (target === targetId && until > now) effective.push({ id: policyId, type: 'SERVICE_CONTROL_POLICY', content });
    }
  }
  return effective;
}
