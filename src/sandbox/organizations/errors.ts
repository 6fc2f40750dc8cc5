/** Errors of AWS Organizations, with the messages that the service gives. All answer HTTP 400. */
import { AwsError } from '../core/errors.ts';
import type { Violation, ViolationKind } from '../core/constraints.ts';

/** Errors that name something which is not there, by their code. */
const notFoundMessages = {
  AccountNotFoundException: "You specified an account that doesn't exist.",
  ChildNotFoundException: "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.",
  CreateAccountStatusNotFoundException:
    "We can't find an create account request with the CreateAccountRequestId that you specified.",
  DestinationParentNotFoundException:
    "We can't find the destination container (a root or OU) with the ParentId that you specified.",
  OrganizationalUnitNotFoundException: "You specified an organizational unit that doesn't exist.",
  ParentNotFoundException: "You specified a parent that doesn't exist.",
  PolicyNotAttachedException: "The policy isn't attached to the specified target in the specified root.",
  PolicyNotFoundException: "You specified a policy that doesn't exist.",
  RootNotFoundException: "You specified a root that doesn't exist.",
  SourceParentNotFoundException: "You specified a source parent that doesn't match the account's parent.",
  TargetNotFoundException: "You specified a target that doesn't exist.",
} as const;

export function notFound(code: keyof typeof notFoundMessages): AwsError {
  return new AwsError(code, notFoundMessages[code]);
}

/** What the management account alone, or a delegated administrator, may do was asked for by another account. */
export function accessDenied(): AwsError {
  return new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
}

export function invalidInput(reason: string, message: string): AwsError {
  return new AwsError('InvalidInputException', message, { fields: { Reason: reason } });
}

export function constraintViolation(reason: string, message: string): AwsError {
  return new AwsError('ConstraintViolationException', message, { fields: { Reason: reason } });
}

const violationReasons: Readonly<Record<ViolationKind, { readonly reason: string; readonly message: string }>> = {
  required: { reason: 'INPUT_REQUIRED', message: 'You must provide a value for the required field' },
  pattern: { reason: 'INVALID_PATTERN', message: 'You provided a value that does not match the required pattern' },
  min: { reason: 'MIN_LENGTH_EXCEEDED', message: 'You provided a value that is shorter than the minimum length' },
  max: { reason: 'MAX_LENGTH_EXCEEDED', message: 'You provided a value that exceeds the maximum length' },
  oneOf: { reason: 'INVALID_ENUM', message: 'You specified an invalid value' },
};

/** InvalidInputException for a violated constraint. The member is in the `required` message, where AWS's would not help without it. */
export function violationError({ kind, member }: Violation): AwsError {
  const { reason, message } = violationReasons[kind];
  return invalidInput(reason, kind === 'required' ? `${message}: ${member}.` : `${message}.`);
}
