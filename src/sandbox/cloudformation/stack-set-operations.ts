/** How far operations on stack sets are. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSetOperation.html */
import type {
  DescribeStackSetOperationInput,
  DescribeStackSetOperationOutput,
  ListStackSetOperationResultsInput,
  ListStackSetOperationResultsOutput,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../core/errors.ts';
import { pageOf } from '../core/paging.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { validationError } from './errors.ts';
import { stackSetOperationTable, type StackSetOperationRow } from './rows.ts';
import { onStackSet, requireStackSet } from './stack-sets.ts';

function required(context: CallContext, stackSet: string | undefined, id: string | undefined): StackSetOperationRow {
  const row = stackSetOperationTable(context).get(`${requireStackSet(context, stackSet).name}/${id}`);
  if (!row) throw new AwsError('OperationNotFoundException', `Operation ${id} not found`, { statusCode: 404 });
  return row;
}

export const stackSetOperationOperations: OperationTable = {
  DescribeStackSetOperation: operation<DescribeStackSetOperationInput, DescribeStackSetOperationOutput>({
    permissions: onStackSet('DescribeStackSetOperation'),
    handle: ({ StackSetName, OperationId }, context) => {
      const row = required(context, StackSetName, OperationId);
      return {
        StackSetOperation: {
          OperationId: row.id,
          StackSetId: requireStackSet(context, StackSetName).id,
          Action: row.action,
          Status: row.status,
          CreationTimestamp: new Date(row.createdAt),
          ...(row.endedAt === undefined ? {} : { EndTimestamp: new Date(row.endedAt) }),
          StatusDetails: { FailedStackInstancesCount: row.results.filter(({ status }) => status === 'FAILED').length },
        },
      };
    },
  }),
  ListStackSetOperationResults: operation<ListStackSetOperationResultsInput, ListStackSetOperationResultsOutput>({
    permissions: onStackSet('ListStackSetOperationResults'),
    handle: ({ StackSetName, OperationId, MaxResults = 100, NextToken }, context) => {
      const { results } = required(context, StackSetName, OperationId);
      const page = pageOf(results, MaxResults, `ListStackSetOperationResults/${StackSetName}/${OperationId}`, NextToken);
      if (!page) throw validationError('The NextToken is not valid.');
      return {
        Summaries: page.items.map(({ account, region, status, statusReason }) => ({
          Account: account,
          Region: region,
          Status: status,
          ...(statusReason === undefined ? {} : { StatusReason: statusReason }),
        })),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  }),
};
