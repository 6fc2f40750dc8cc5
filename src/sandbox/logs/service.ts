/** Amazon CloudWatch Logs: groups and their retention. What functions write goes to the local log, not here. */
import { AwsError } from '../core/errors.ts';
import { defineService, operation, type CallContext, type Permission } from '../core/service.ts';

interface LogGroup {
  readonly logGroupName: string;
  readonly arn: string;
  readonly creationTime: number;
  readonly retentionInDays?: number;
}
interface Named {
  readonly logGroupName: string;
}

const arnOf = (name: string, { region, account }: CallContext): string => `arn:aws:logs:${region}:${account}:log-group:${name}`;
const onGroup =
  (action: string) =>
  ({ logGroupName }: Named, context: CallContext): readonly Permission[] => [
    { action: `logs:${action}`, resources: [arnOf(logGroupName, context)] },
  ];

export const logs = defineService({
  name: 'logs',
  iamPrefix: 'logs',
  operations: {
    CreateLogGroup: operation<Named, object>({
      permissions: onGroup('CreateLogGroup'),
      handle({ logGroupName }, context) {
        const groups = context.table<LogGroup>('logs/groups');
        const arn = arnOf(logGroupName, context);
        if (groups.has(arn)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
        groups.put(arn, { logGroupName, arn: `${arn}:*`, creationTime: context.now });
        return {};
      },
    }),
    PutRetentionPolicy: operation<Named & { readonly retentionInDays: number }, object>({
      permissions: onGroup('PutRetentionPolicy'),
      handle({ logGroupName, retentionInDays }, context) {
        const groups = context.table<LogGroup>('logs/groups');
        const group = groups.get(arnOf(logGroupName, context));
        if (group === undefined) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
        groups.put(arnOf(logGroupName, context), { ...group, retentionInDays });
        return {};
      },
    }),
    DescribeLogGroups: operation<{ readonly logGroupNamePrefix?: string }, { logGroups: LogGroup[] }>({
      handle: ({ logGroupNamePrefix = '' }, context) => ({
        logGroups: [...context.table<LogGroup>('logs/groups').values()].filter(({ arn }) =>
          arn.startsWith(arnOf(logGroupNamePrefix, context)),
        ),
      }),
    }),
  },
});
