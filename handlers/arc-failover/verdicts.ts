/** What each verdict means to the person who reads it, and what to do next. */
import type { Verdict, WorkflowInput } from './contract.ts';

const done: ReadonlySet<Verdict> = new Set<Verdict>(['SUCCEEDED', 'ALREADY_THERE', 'PLANNED']);

/** Whether the caller has what was asked for. */
export function isDone(verdict: Verdict): boolean {
  return done.has(verdict);
}

/** One instruction. */
export function nextActionOf(verdict: Verdict, { to, plan }: Pick<WorkflowInput, 'to' | 'plan'>): string {
  switch (verdict) {
    case 'SUCCEEDED':
    case 'ALREADY_THERE':
      return to === plan.primary ? 'Nothing.' : `Plan the failback to ${plan.primary}: a run of its own, with an approval.`;
    case 'PLANNED':
      return 'Start the same input without dryRun.';
    case 'REFUSED':
      return 'Ask for the approval again, and name in the reason why it is needed.';
    case 'NOT_READY':
      return `Make ${to} ready, or start again with force: true; that is recorded.`;
    case 'UNEXPECTED_STATE':
      return 'Find out who moved traffic. Then start again with expect set to the cell that it is in now.';
    case 'BLOCKED':
      return 'Read which safety rule refuses, and why. To go on all the same, start again with its ARN in overrideSafetyRules; people are asked.';
    case 'DENIED':
      return 'Use another role: the break-glass role and the offline kit. Look for a service control policy that denies route53-recovery-cluster.';
    case 'INVALID':
      return 'The plan and the cluster differ: correct the plan from DescribeCluster and ListRoutingControls.';
    case 'UNREACHABLE':
      return 'Start the same input again in another Region, or use the offline kit from another network. With fewer than three of the five Regions up, ARC itself cannot change anything: move traffic by DNS or at the edge.';
    case 'OVERTAKEN':
      return 'Another run moved traffic. Agree with its operator; start again with expect set to the cell that traffic is in now.';
    case 'PARTIAL':
      return 'Start the same input again: it goes on from here.';
    case 'UNKNOWN':
      return 'Start the same input again: it reads first and changes only what is missing.';
  }
}
