/** VPCs and their flow logs. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html */
import type {
  CreateFlowLogsRequest,
  CreateFlowLogsResult,
  DeleteFlowLogsRequest,
  DeleteFlowLogsResult,
  DescribeFlowLogsRequest,
  DescribeFlowLogsResult,
} from '@aws-sdk/client-ec2';
import { operation, type OperationTable } from '../core/service.ts';
import { described, ec2Arn, ec2Error, passes } from './operation.ts';
import { flowLogs, vpcs, type FlowLogRow } from './rows.ts';

const readers = {
  'resource-id': ({ resourceId }: FlowLogRow) => resourceId,
  'flow-log-id': ({ id }: FlowLogRow) => id,
};

export const flowLogOperations: OperationTable = {
  DescribeFlowLogs: operation<DescribeFlowLogsRequest, DescribeFlowLogsResult>({
    permissions: described('DescribeFlowLogs'),
    handle({ Filter, FlowLogIds }, context) {
      return {
        FlowLogs: flowLogs(context)
          .all()
          .filter((row) => (!FlowLogIds || FlowLogIds.includes(row.id)) && passes(row, Filter, readers))
          .map((row) => ({
            FlowLogId: row.id,
            FlowLogStatus: 'ACTIVE',
            ResourceId: row.resourceId,
            TrafficType: row.trafficType as 'ALL',
            LogDestinationType: row.destinationType as 's3',
            LogDestination: row.destination,
            CreationTime: new Date(row.createdAt),
            DeliverLogsStatus: 'SUCCESS',
          })),
      };
    },
  }),
  CreateFlowLogs: operation<CreateFlowLogsRequest, CreateFlowLogsResult>({
    permissions: ({ ResourceIds = [] }, context) => [
      {
        action: 'ec2:CreateFlowLogs',
        resources: [ec2Arn('vpc-flow-log', '*', context), ...ResourceIds.map((id) => ec2Arn('vpc', id, context))],
      },
      // What EC2 calls on the caller's behalf for the destination s3 (VPC user guide, flow log permissions).
      { action: 'logs:CreateLogDelivery', resources: ['*'] },
    ],
    handle({ ResourceIds = [], TrafficType, LogDestinationType, LogDestination }, context) {
      if (LogDestinationType !== 's3' || !LogDestination) {
        throw ec2Error('InvalidParameter', 'The sandbox delivers flow logs to s3 only: give LogDestination.');
      }
      const FlowLogIds: string[] = [];
      const Unsuccessful: CreateFlowLogsResult['Unsuccessful'] = [];
      const present = flowLogs(context).all();
      for (const ResourceId of ResourceIds) {
        const refuse = (Code: string, Message: string): void => {
          Unsuccessful.push({ ResourceId, Error: { Code, Message } });
        };
        if (!vpcs(context).get(ResourceId)) refuse('InvalidVpcId.NotFound', `The vpc ID '${ResourceId}' does not exist`);
        else if (present.some((row) => row.resourceId === ResourceId && row.destination === LogDestination)) {
          refuse('FlowLogAlreadyExists', 'There is an existing Flow Log with the same configuration and log destination.');
        } else {
          const id = `fl-0${context.id(16, '0123456789abcdef')}`;
          flowLogs(context).put({
            id,
            resourceId: ResourceId,
            trafficType: TrafficType ?? 'ALL',
            destinationType: LogDestinationType,
            destination: LogDestination,
            createdAt: context.now,
          });
          FlowLogIds.push(id);
        }
      }
      return { FlowLogIds, Unsuccessful };
    },
  }),
  DeleteFlowLogs: operation<DeleteFlowLogsRequest, DeleteFlowLogsResult>({
    permissions: ({ FlowLogIds = [] }, context) => [
      { action: 'ec2:DeleteFlowLogs', resources: FlowLogIds.map((id) => ec2Arn('vpc-flow-log', id, context)) },
      { action: 'logs:DeleteLogDelivery', resources: ['*'] },
    ],
    handle({ FlowLogIds = [] }, context) {
      const Unsuccessful: DeleteFlowLogsResult['Unsuccessful'] = [];
      for (const id of FlowLogIds) {
        if (flowLogs(context).get(id)) flowLogs(context).delete(id);
        else {
          Unsuccessful.push({
            ResourceId: id,
            Error: { Code: 'InvalidFlowLogId.NotFound', Message: `The specified flow log ${id} does not exist` },
          });
        }
      }
      return { Unsuccessful };
    },
  }),
};
