/** Who of other accounts may put events on a bus. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';

/** `events/bus-policies`, key: the bus's ARN. Statements by their Sid. */
const policies = (store: Store): Table<Readonly<Record<string, Json>>> => store.table('events/bus-policies');

const defaultBus = ({ region, account }: Pick<CallContext, 'region' | 'account'>): string =>
  `arn:aws:events:${region}:${account}:event-bus/default`;

/** The policy of a bus as text; undefined when it has none. */
export function busPolicy(arn: string, { store }: Pick<CallContext, 'store'>): string | undefined {
  const statements = policies(store).get(arn);
  return statements && JSON.stringify({ Version: '2012-10-17', Statement: Object.values(statements) });
}

interface PutPermissionInput {
  readonly EventBusName?: string;
  readonly Action?: string;
  readonly Principal?: string;
  readonly StatementId?: string;
  readonly Condition?: { readonly Type: string; readonly Key: string; readonly Value: string };
  readonly Policy?: string;
}

const onBus =
  (action: string) =>
  (_input: unknown, context: CallContext): { action: string; resources: string[] }[] => [
    { action: `events:${action}`, resources: [defaultBus(context)] },
  ];

export const busPolicyOperations: OperationTable = {
  PutPermission: operation<PutPermissionInput, object>({
    permissions: onBus('PutPermission'),
    handle(input, context) {
      const { EventBusName = 'default', Action = 'events:PutEvents', Principal, StatementId, Condition, Policy } = input;
      if (EventBusName !== 'default') throw notFound(EventBusName);
      if (Policy !== undefined || StatementId === undefined || Principal === undefined) {
        throw new AwsError('ValidationException', 'The sandbox takes PutPermission with StatementId and Principal.');
      }
      const statement = {
        Sid: StatementId,
        Effect: 'Allow',
        Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
        Action,
        Resource: defaultBus(context),
        ...(Condition ? { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } } : {}),
      };
      const table = policies(context.store);
      table.put(defaultBus(context), { ...table.get(defaultBus(context)), [StatementId]: statement });
      return {};
    },
  }),
  RemovePermission: operation<{ readonly EventBusName?: string; readonly StatementId?: string }, object>({
    permissions: onBus('RemovePermission'),
    handle({ StatementId = '' }, context) {
      const { [StatementId]: removed, ...rest } = policies(context.store).get(defaultBus(context)) ?? {};
      if (removed === undefined) throw notFound(StatementId);
      policies(context.store).put(defaultBus(context), rest);
      return {};
    },
  }),
  DescribeEventBus: operation<{ readonly Name?: string }, object>({
    permissions: onBus('DescribeEventBus'),
    handle({ Name = 'default' }, context) {
      if (Name !== 'default' && Name !== defaultBus(context)) throw notFound(Name);
      const Policy = busPolicy(defaultBus(context), context);
      return { Name: 'default', Arn: defaultBus(context), ...(Policy === undefined ? {} : { Policy }) };
    },
  }),
};

const notFound = (name: string): AwsError => new AwsError('ResourceNotFoundException', `${name} does not exist.`);
