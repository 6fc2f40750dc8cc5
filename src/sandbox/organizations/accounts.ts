/** Creating, moving and closing accounts. */
import type {
  CloseAccountRequest,
  CreateAccountRequest,
  CreateAccountResponse,
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse,
  MoveAccountRequest,
} from '@aws-sdk/client-organizations';
import { createAccountRole } from '../control-tower/execution-role.ts';
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { sample } from '../core/random.ts';
import type { CallContext, Duration, OperationTable } from '../core/service.ts';
import { accountAccessRole } from '../iam/seed.ts';
import { accountLimit } from '../service-quotas/limits.ts';
import { addAccount, emitCloseAccountResult, emitCreateAccountResult, moveAccountTo } from './changes.ts';
import { emitApiCall } from './cloudtrail-events.ts';
import { constraintViolation, notFound } from './errors.ts';
import { organizationIndexes } from './indexes.ts';
import { constraint, listingPage, managementOperation, onResource, readOperation } from './operation.ts';
import type { AccountRow, CreateAccountStatusRow } from './rows.ts';
import { accountTable, createAccountStatusTable, organizationalUnitTable } from './rows.ts';
import { checkedTags } from './tags.ts';
import { organization, resourceArn } from './tree.ts';
import { createAccountStatusView } from './views.ts';

/** AWS says "a few minutes"; the distribution is ours. */
const creationTakes: Duration = { median: 90_000, minimum: 20_000, maximum: 10 * 60_000 };
/** Accounts that may be in creation at a time (Organizations user guide, quotas). */
const concurrentCreations = 5;
/** How long a closed account stays SUSPENDED with its data ("post-closure period"). */
const postClosurePeriod = 90 * 24 * 60 * 60_000;
/** From CloseAccount to SUSPENDED. The figure is ours. */
const closingTakes = 60_000;

const createAccount = managementOperation<CreateAccountRequest, CreateAccountResponse>({
  constraints: {
    Email: { required: true, min: 6, max: 64, pattern: '[^\\s@]+@[^\\s@]+\\.[^\\s@]+' },
    AccountName: { required: true, min: 1, max: 50, pattern: '[\\u0020-\\u007E]+' },
    RoleName: { max: 64, pattern: '[\\w+=,.@\\-]{1,64}' },
    IamUserAccessToBilling: { oneOf: ['ALLOW', 'DENY'] },
  },
  handle: ({ Email, AccountName, RoleName, Tags }, context) => {
    const statuses = createAccountStatusTable(context);
    const running = [...statuses.values()].filter(({ state }) => state === 'IN_PROGRESS');
    if (running.length >= concurrentCreations) {
      throw constraintViolation(
        'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED',
        'You have exceeded the number of accounts you can create at a time.',
      );
    }
    if (accountTable(context).size + running.length >= accountLimit(context)) {
      throw constraintViolation('ACCOUNT_NUMBER_LIMIT_EXCEEDED', 'You have exceeded the allowed number of AWS accounts.');
    }
    const row: CreateAccountStatusRow = {
      id: `car-${context.id(32, '0123456789abcdef')}`,
      accountName: AccountName!,
      email: Email!,
      roleName: RoleName ?? accountAccessRole,
      state: 'IN_PROGRESS',
      requestedAt: context.now,
      tags: checkedTags(Tags),
    };
    statuses.put(row.id, row);
    const duration = sample(context.settings.durations['organizations/create-account'] ?? creationTakes, () => context.random());
    context.schedule(context.now + duration, 'organizations/finish-account', { id: row.id });
    return { CreateAccountStatus: createAccountStatusView(row) };
  },
});

/** E-mail addresses are compared when the account is made, as AWS does: of two requests for one address the later fails. */
function finishAccount(args: Json, context: CallContext): void {
  const { id } = args as { id: string };
  const statuses = createAccountStatusTable(context);
  const request = statuses.get(id);
  if (!request) throw new Error(`organizations: request ${id} is gone while it runs`);
  const taken = organizationIndexes(context.store).accountByEmail(request.email) !== undefined;
  const result = taken ? ({ state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' } as const) : succeeded(context, request);
  const ended: CreateAccountStatusRow = { ...request, ...result, completedAt: context.now };
  statuses.put(id, ended);
  emitCreateAccountResult(context, { ...ended, state: result.state });
}

function succeeded(context: CallContext, { accountName, email, roleName, tags }: CreateAccountStatusRow) {
  const account = addAccount(context, { name: accountName, email, tags });
  createAccountRole(context, account.id, roleName);
  return { state: 'SUCCEEDED', accountId: account.id } as const;
}

const describeCreateAccountStatus = readOperation<DescribeCreateAccountStatusRequest, DescribeCreateAccountStatusResponse>({
  constraints: { CreateAccountRequestId: { required: true, pattern: 'car-[a-z0-9]{8,32}' } },
  handle: ({ CreateAccountRequestId }, context) => {
    const row = createAccountStatusTable(context).get(CreateAccountRequestId!);
    if (!row) throw notFound('CreateAccountStatusNotFoundException');
    return { CreateAccountStatus: createAccountStatusView(row) };
  },
});

const listCreateAccountStatus = readOperation<ListCreateAccountStatusRequest, ListCreateAccountStatusResponse>({
  constraints: { MaxResults: constraint.maxResults },
  handle: (input, context) => {
    const states = input.States;
    const rows = [...createAccountStatusTable(context).values()].filter(({ state }) => !states?.length || states.includes(state));
    const page = listingPage(rows, `ListCreateAccountStatus/${states?.join() ?? ''}`, input, context);
    return {
      CreateAccountStatuses: page.items.map(createAccountStatusView),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
});

function requireAccount(context: CallContext, id: string | undefined): AccountRow {
  const row = accountTable(context).get(id!);
  if (!row) throw notFound('AccountNotFoundException');
  return row;
}

const moveAccount = managementOperation<MoveAccountRequest, object>({
  constraints: { AccountId: constraint.accountId, SourceParentId: constraint.parentId, DestinationParentId: constraint.parentId },
  permissions: ({ AccountId, SourceParentId, DestinationParentId }, context) => [
    {
      action: 'organizations:MoveAccount',
      resources: [AccountId, SourceParentId, DestinationParentId].flatMap((id) =>
        id === undefined ? [] : [resourceArn(context, id)],
      ),
    },
  ],
  handle: ({ AccountId, SourceParentId, DestinationParentId }, context) => {
    const account = requireAccount(context, AccountId);
    const { rootId } = organization(context);
    const known = (id: string): boolean => id === rootId || organizationalUnitTable(context).has(id);
    if (!known(DestinationParentId!)) throw notFound('DestinationParentNotFoundException');
    if (account.parentId === DestinationParentId) {
      throw new AwsError('DuplicateAccountException', 'That account is already present in the specified destination.');
    }
    if (account.parentId !== SourceParentId) throw notFound('SourceParentNotFoundException');
    moveAccountTo(context, account, DestinationParentId!);
    context.schedule(context.now, 'controltower/account-moved', { accountId: account.id });
    return {};
  },
});

/** Closures of so long ago count no more: "a rolling 30 day period" (CloseAccount, API reference). */
const quotaPeriod = 30 * 24 * 60 * 60_000;

/** At least 10, then a tenth of the members, may be closed in 30 days (Organizations user guide, quotas). */
const closable = (members: number): number => Math.min(1000, Math.max(10, Math.floor(members / 10)));

const closeAccount = managementOperation<CloseAccountRequest, object>({
  constraints: { AccountId: constraint.accountId },
  permissions: ({ AccountId }, context) => onResource('CloseAccount', AccountId, context),
  handle: ({ AccountId }, context) => {
    const account = requireAccount(context, AccountId);
    const { managementAccount } = organization(context);
    if (account.id === managementAccount) {
      throw constraintViolation(
        'CANNOT_CLOSE_MANAGEMENT_ACCOUNT',
        'You cannot close the management account of the organization.',
      );
    }
    if (account.state === 'PENDING_CLOSURE') {
      throw new AwsError(
        'ConflictException',
        'The request failed because it conflicts with the current state of the specified resource.',
      );
    }
    if (account.state !== 'ACTIVE') {
      throw new AwsError('AccountAlreadyClosedException', 'You attempted to close an account that is already closed.');
    }
    const closing = [...accountTable(context).values()].filter(
      ({ closedAt }) => closedAt !== undefined && closedAt > context.now - quotaPeriod,
    ).length;
    if (closing >= closable(accountTable(context).size - 1)) {
      throw constraintViolation('CLOSE_ACCOUNT_QUOTA_EXCEEDED', 'You have exceeded close account quota for the past 30 days.');
    }
    accountTable(context).put(account.id, { ...account, state: 'PENDING_CLOSURE', closedAt: context.now });
    context.schedule(context.now + closingTakes, 'organizations/close-account', { id: account.id, state: 'SUSPENDED' });
    context.schedule(context.now + postClosurePeriod, 'organizations/close-account', { id: account.id, state: 'CLOSED' });
    emitApiCall(context, 'CloseAccount', { accountId: account.id }, null);
    return {};
  },
});

export const accountOperations: OperationTable = {
  CreateAccount: createAccount,
  DescribeCreateAccountStatus: describeCreateAccountStatus,
  ListCreateAccountStatus: listCreateAccountStatus,
  MoveAccount: moveAccount,
  CloseAccount: closeAccount,
};

/** Timers of accounts that are being created or closed. */
export const accountTimers = {
  'finish-account': finishAccount,
  'close-account': (args: Json, context: CallContext): void => {
    const { id, state } = args as { id: string; state: 'SUSPENDED' | 'CLOSED' };
    const row = accountTable(context).get(id)!;
    accountTable(context).put(id, { ...row, state });
    if (state === 'SUSPENDED') emitCloseAccountResult(context, id, row.closedAt ?? context.now);
  },
};
