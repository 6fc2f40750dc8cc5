/** What every operation of Account Management has in common: which account it is about, and who may ask. */
import type { Constraints } from '../core/constraints.ts';
import { violations } from '../core/constraints.ts';
import { AwsError } from '../core/errors.ts';
import type { CallContext, Operation, Permission } from '../core/service.ts';
import { accountTable, delegatedAdministratorTable, delegationKey, serviceAccessTable } from '../organizations/rows.ts';
import { organization } from '../organizations/tree.ts';

const trustedAccess = 'account.amazonaws.com';

interface AccountInput {
  readonly AccountId?: string | undefined;
}

interface Definition<Input, Output> {
  readonly action: string;
  readonly constraints?: Constraints;
  /** Condition keys of the action, e.g. account:AlternateContactTypes. */
  readonly conditions?: (input: Input) => Readonly<Record<string, string>>;
  readonly handle: (input: Input, accountId: string, context: CallContext) => Output;
}

/**
 * An operation on the caller's own account, or on a member account for the management account and its delegated administrator
 * (Account Management reference guide, "Enabling trusted access").
 */
export function accountOperation<Input extends AccountInput, Output>(
  definition: Definition<Input, Output>,
): Operation<Input, Output> {
  const { action, constraints = {}, conditions, handle } = definition;
  return {
    permissions: (input, context): readonly Permission[] => [
      {
        action: `account:${action}`,
        resources: [arnOf(input.AccountId, context)],
        ...(conditions ? { conditions: conditions(input) } : {}),
      },
    ],
    handle: (input, context) => {
      const [violation] = violations(input, { AccountId: { pattern: '\\d{12}' }, ...constraints });
      if (violation) throw validation(violation.text);
      return handle(input, subject(action, input.AccountId, context), context);
    },
  };
}

function arnOf(accountId: string | undefined, context: CallContext): string {
  if (accountId === undefined) return `arn:aws:account::${context.account}:account`;
  const { id, managementAccount } = organization(context);
  return `arn:aws:account::${managementAccount}:account/${id}/${accountId}`;
}

/** The account that the call is about. Throws AccessDeniedException with AWS's reasons. */
function subject(action: string, accountId: string | undefined, context: CallContext): string {
  if (accountId === undefined) return context.account;
  const { managementAccount } = organization(context);
  const administers =
    context.account === managementAccount ||
    delegatedAdministratorTable(context).has(delegationKey(context.account, trustedAccess));
  if (!administers) throw denied(action, context);
  if (!serviceAccessTable(context).has(trustedAccess)) {
    throw denied(action, context, 'Your organization must first enable trusted access with AWS Account Management.');
  }
  if (accountId === managementAccount) {
    throw denied(
      action,
      context,
      'The management account can only be managed using the standalone context from the management account.',
    );
  }
  if (!accountTable(context).has(accountId)) throw denied(action, context);
  return accountId;
}

function denied(action: string, context: CallContext, reason?: string): AwsError {
  const message = `User: ${context.caller.arn} is not authorized to perform: account:${action}`;
  return new AwsError('AccessDeniedException', reason === undefined ? message : `${message} (${reason})`, { statusCode: 403 });
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message, { fields: { reason: 'fieldValidationFailed' } });
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { statusCode: 404 });
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, { statusCode: 409 });
}
