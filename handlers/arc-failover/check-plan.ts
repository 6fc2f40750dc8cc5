import { describeIssues, task } from '../shared/task.ts';
import { environment } from '../shared/runtime.ts';
import { checkPlan, workflowInput } from './contract.ts';
import type { WorkflowInput } from './contract.ts';
import { failbackTo, neededApproval } from './permission.ts';
import { anyCell } from './transition.ts';

/** Checks the input and says what the run needs: people's approval, gates of the cell. Calls nobody. */
export const handler = task(checkPlan, async ({ input }) => {
  const parsed = workflowInput.safeParse(input);
  const mistakes = parsed.success ? mistakesOf(parsed.data) : [describeIssues(parsed.error.issues)];
  if (!parsed.success || mistakes.length > 0) return { refusal: mistakes.join('; '), failback: false, gates: [] };
  const request = parsed.data;
  const { plan, to } = request;
  return {
    request,
    failback: to === plan.primary,
    gates: plan.gates
      .filter(({ cells }) => cells?.includes(to) ?? true)
      .map(({ name, alarms, functionArn }) => ({
        name,
        functionArn: functionArn ?? environment('CHECK_ALARMS_ARN'),
        ...(alarms === undefined ? {} : { alarms }),
      })),
    ...approvalFor(request),
  };
});

/** What single members cannot tell. */
export function mistakesOf({ plan, to, expect, overrideSafetyRules }: WorkflowInput): string[] {
  const cells = Object.keys(plan.cells);
  const known = plan.safetyRules.map(({ arn }) => arn);
  return [
    ...(cells.includes(to) ? [] : [`to: ${to} is none of the plan's cells ${cells.join(', ')}`]),
    ...(expect === undefined || expect === anyCell || cells.includes(expect)
      ? []
      : [`expect: ${expect} is none of the plan's cells, nor any`]),
    ...overrideSafetyRules
      .filter((arn) => !known.includes(arn))
      .map((arn) => `overrideSafetyRules: ${arn} is none of the plan's safety rules`),
  ];
}

function approvalFor(request: WorkflowInput): { approval?: NonNullable<(typeof checkPlan.output)['_output']['approval']> } {
  const { plan, to, overrideSafetyRules, dryRun, reason } = request;
  const allows = neededApproval(request);
  if (dryRun || allows.length === 0) return {};
  const actions = [
    ...(to === plan.primary ? [failbackTo(plan.name, to)] : []),
    ...(overrideSafetyRules.length > 0
      ? [`override ${overrideSafetyRules.length} safety rules to move ${plan.name} to ${to}`]
      : []),
  ];
  const { people, expiresInSeconds } = plan.failback;
  return {
    approval: {
      allows,
      people,
      expiresInSeconds,
      action: actions.join('; ').slice(0, 200),
      reason: reason ?? 'No reason was given.',
    },
  };
}
