/** What a person does next about a failed account, by AWS's text or by ASL error name. First match wins. */
const byMessage: readonly (readonly [RegExp, string])[] = [
  [
    /not enrolled in AWS Control Tower/,
    'Register the organizational unit with Control Tower, then start the failed-accounts file.',
  ],
  [
    /configuration recorder because|delivery channel because/,
    'Start the failed-accounts file with the fixes delete-config-recorder, delete-delivery-channel and terminate-failed-products.',
  ],
  [
    /IAM role .* because the role already exists/,
    'Start the failed-accounts file with the fixes delete-leftover-roles and terminate-failed-products.',
  ],
  [
    /AWSControlTowerExecution role can't be assumed/,
    'Start the failed-accounts file with the fixes create-execution-role and terminate-failed-products.',
  ],
  [
    /service control policy/,
    'Except AWSControlTowerExecution in the policy, then start the failed-accounts file with the fix terminate-failed-products.',
  ],
  [/STS is not activated/, 'Activate STS in the Region in the account, then start the failed-accounts file.'],
  [
    /No launch paths found/,
    "Give the starting role access to Account Factory's portfolio (parameter accountFactoryPortfolioId), then start the failed-accounts file.",
  ],
  [
    /another AWS Control Tower operation is in progress/,
    'Wait until Control Tower is idle, then start the failed-accounts file.',
  ],
];

const byError: Readonly<Record<string, string>> = {
  EnrollmentInProgress: 'Wait for the other execution to end, then start the same again.',
  ClaimLost: 'See the newer execution of this account; nothing is to be done here.',
  DrillArmed: 'Wait for the end of the drill, then start the same again.',
  EnrollmentTimedOut: 'Look at the account in Control Tower; when nothing is under way there start the same again.',
  AccessFailed: 'Mend what IAM Identity Center names, then start the same again: the account stays enrolled.',
  AccessPending: 'IAM Identity Center is slow: start the same again later; the account stays enrolled.',
  ServiceThrottled: 'Start the same again: it resumes this account.',
  ServiceUnavailable: 'Start the same again: it resumes this account.',
  SlotNotHeld: 'Start the same again: it resumes this account.',
  AccessDeniedException: "Give the named role the action that AWS's text names, then start the same again.",
};

/** The next action for a failure with this ASL error name and this text. */
export function nextAction(error: string, message: string): string {
  return (
    byMessage.find(([pattern]) => pattern.test(message))?.[1] ??
    (Object.hasOwn(byError, error) ? byError[error]! : 'Read the reason, mend it, then start the failed-accounts file.')
  );
}
