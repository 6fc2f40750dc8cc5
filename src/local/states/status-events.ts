/**
 * EventBridge's events of executions: aws.states, "Step Functions Execution Status Change". An internal service, because the engine knows no
 * EventBridge. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
import type { EngineExecution } from '../../engine/api/index.ts';
import type { Json } from '../../engine/json.ts';
import { AwsError } from '../../sandbox/core/errors.ts';
import type { Service } from '../../sandbox/core/service.ts';
import { administrator, type ApiCall } from '../deploy-targets.ts';

interface StatusChange {
  readonly arn: string;
  readonly detail: Json;
}

/** Only the composition calls it. */
export const statusEventsService: Service = {
  name: 'groundcrew-status-events',
  iamPrefix: 'groundcrew-status-events',
  operations: {
    Emit: {
      handle({ arn, detail }: StatusChange, context): Json {
        context.emit({
          source: 'aws.states',
          'detail-type': 'Step Functions Execution Status Change',
          resources: [arn],
          detail,
        });
        return {};
      },
    },
  },
};

/** Tells EventBridge that an execution has begun or ended; input and output are left out, as AWS does for large ones. */
export function announceStatus(execution: EngineExecution, apiCall: ApiCall): void {
  const { arn, stateMachineArn, name, status, startDate, stopDate } = execution;
  const [, , , region = '', account = ''] = arn.split(':');
  const detail = {
    ...{ executionArn: arn, stateMachineArn, name, status, startDate, stopDate: stopDate ?? null },
    ...{ input: null, inputDetails: { included: false }, output: null, outputDetails: null },
    ...{ error: execution.error ?? null, cause: execution.cause ?? null },
  } as Json;
  const call = { service: statusEventsService.name, operation: 'Emit', input: { arn, detail } as object };
  // After what has changed the status is done, for that may be a call of the simulated organization itself.
  queueMicrotask(() => void apiCall({ ...call, account, region, caller: administrator(account) }).catch(lost));
}

/** A Region that is lost loses its events with it. */
function lost(error: unknown): void {
  if (!(error instanceof AwsError)) throw error;
}
