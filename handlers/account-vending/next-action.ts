/** What a person does next about a failed row, by ASL error name or by AWS's text. First match wins. */
const byMessage: readonly (readonly [RegExp, string])[] = [
  [/not enrolled in AWS Control Tower/, 'Register the organizational unit with Control Tower, then start the failed-rows file.'],
  [
    /associated with another account|EMAIL_ALREADY_EXISTS/,
    'Choose an email address that no AWS account has, then start the failed-rows file.',
  ],
  [
    /reached the limit on the number of accounts/,
    'Ask for a higher account quota in Service Quotas (Organizations), then start the failed-rows file.',
  ],
  [
    /already exists|must be deleted|delete the existing/,
    'Remove what AWS names, terminate the provisioned product in Service Catalog, then start the failed-rows file.',
  ],
  [
    /No launch paths found/,
    "Give the launching role access to Account Factory's portfolio (parameter accountFactoryPortfolioId), then start the failed-rows file.",
  ],
  [/another AWS Control Tower operation is in progress/, 'Wait until Control Tower is idle, then start the failed-rows file.'],
];

const byError: Readonly<Record<string, string>> = {
  AlreadyInProgress: 'Wait for the other execution to end, then start the same file again.',
  ClaimLost: 'See the newer execution of this account; nothing is to be done here.',
  ProductNotSettled:
    'Start the failed-rows file again and approve the termination of the product, or terminate it in Service Catalog.',
  LaunchTimedOut:
    'Look at the provisioned product in Service Catalog; when it is available start the same file again: the account is taken over.',
  AccountIncomplete: 'Mend what the checks name, then start the same file again: the account stays, everything is checked again.',
  CompletionPending: 'AWS is still at it: start the same file again later; the account stays.',
  AccessFailed:
    'Mend what IAM Identity Center names, then start the same file again: the account stays, access is asked for again.',
  AccessPending: 'IAM Identity Center is slow: start the same file again later; the account stays.',
  ServiceThrottled: 'Start the same file again: it resumes this row.',
  ServiceUnavailable: 'Start the same file again: it resumes this row.',
  SlotNotHeld: 'Start the same file again: it resumes this row.',
  AccessDeniedException: "Give the named role the action that AWS's text names, then start the same file again.",
};

/** The next action for a failure with this ASL error name and this text. */
export function nextAction(error: string, message: string): string {
  return (
    byMessage.find(([pattern]) => pattern.test(message))?.[1] ??
    (Object.hasOwn(byError, error) ? byError[error]! : 'Read the reason, mend it, then start the failed-rows file.')
  );
}
