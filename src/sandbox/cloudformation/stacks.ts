/** Stacks of an account in a Region. They are made by stack sets or were there from the start. */
import type {
  DeleteStackInput,
  DescribeStacksInput,
  DescribeStacksOutput,
  ListStacksInput,
  ListStacksOutput,
} from '@aws-sdk/client-cloudformation';
import { pageOf } from '../core/paging.ts';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import { removeStack } from './deploy-instance.ts';
import { validationError } from './errors.ts';
import { stackTable, type StackRow } from './rows.ts';

const pageSize = 100;

const here = (context: CallContext): StackRow[] =>
  [...stackTable(context).values()].filter(({ account, region }) => account === context.account && region === context.region);

const named = (context: CallContext, name: string | undefined): StackRow | undefined =>
  here(context).find((row) => row.name === name || row.id === name);

const view = ({ id, name, createdAt }: StackRow) => ({
  StackId: id,
  StackName: name,
  CreationTime: new Date(createdAt),
  StackStatus: 'CREATE_COMPLETE' as const,
});

const onStack =
  (action: string) =>
  ({ StackName }: { StackName?: string | undefined }, context: CallContext): Permission[] => {
    const { account, region } = context;
    const resource = StackName === undefined ? '*' : `arn:aws:cloudformation:${region}:${account}:stack/${StackName}/*`;
    return [{ action: `cloudformation:${action}`, resources: [named(context, StackName)?.id ?? resource] }];
  };

export const stackOperations: OperationTable = {
  ListStacks: operation<ListStacksInput, ListStacksOutput>({
    handle: ({ StackStatusFilter, NextToken }, context) => {
      const rows = StackStatusFilter && !StackStatusFilter.includes('CREATE_COMPLETE') ? [] : here(context);
      const page = pageOf(rows, pageSize, `ListStacks/${StackStatusFilter?.join() ?? ''}`, NextToken);
      if (!page) throw validationError('The NextToken is not valid.');
      return {
        StackSummaries: page.items.map(view),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  }),
  DescribeStacks: operation<DescribeStacksInput, DescribeStacksOutput>({
    permissions: onStack('DescribeStacks'),
    handle: ({ StackName }, context) => {
      const row = named(context, StackName);
      if (StackName !== undefined && !row) throw validationError(`Stack with id ${StackName} does not exist`);
      return { Stacks: (row ? [row] : here(context)).map(view) };
    },
  }),
  DeleteStack: operation<DeleteStackInput, object>({
    permissions: onStack('DeleteStack'),
    handle: ({ StackName }, context) => {
      const row = named(context, StackName);
      if (row) removeStack(context, row.account, row.region, row.id);
      return {};
    },
  }),
};
