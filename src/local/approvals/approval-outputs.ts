/** What the packaged targets say of their approvals: the outputs of statemachines/approval.yml. */
import type { Target } from '../targets.ts';

type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** ARNs of the functions that machines ask. */
export function approvalFunctions(outputs: StackOutputs): string[] {
  return Object.values(outputs).flatMap(({ RequestApprovalArn: arn }) => (arn === undefined ? [] : [arn]));
}

/** URL of the approvals of the target in whose account and Region an execution runs. */
export function approvalUrl(targets: readonly Target[], outputs: StackOutputs, executionArn: string): string | undefined {
  const [, , , region, account] = executionArn.split(':');
  const target = targets.find((one) => one.account === account && one.region === region && outputs[one.key]?.['ApprovalUrl']);
  return target && outputs[target.key]!['ApprovalUrl'];
}
