/** What a run may do beyond changing states within the safety rules: only what an approval names, and only while it is valid. */
import type { Approval, WorkflowInput } from './contract.ts';

/** What an approval of a failback names. */
export function failbackTo(planName: string, cell: string): string {
  return `failback of ${planName} to ${cell}`;
}

/** Each thing that people are asked to allow before the run changes anything; none for a failover within the safety rules. */
export function neededApproval({ plan, to, overrideSafetyRules }: WorkflowInput): string[] {
  return [...(to === plan.primary ? [failbackTo(plan.name, to)] : []), ...overrideSafetyRules];
}

/** Why the approval does not allow the run; undefined when it does, or none is needed. */
export function refusalOf(request: WorkflowInput, approval: Approval | undefined, now: number): string | undefined {
  const needed = neededApproval(request);
  if (needed.length === 0) return undefined;
  if (!approval) return `nobody was asked to approve ${needed.join(', ')}`;
  if (approval.decision !== 'APPROVED') return `the approval was ${approval.decision}`;
  if (!(Date.parse(approval.validUntil) > now)) return `the approval was valid until ${approval.validUntil}`;
  const missing = needed.filter((one) => !approval.allows.includes(one));
  return missing.length === 0 ? undefined : `the approval does not name ${missing.join(', ')}`;
}
