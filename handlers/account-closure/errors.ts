/** Errors of account-closure. AWS's own text is the message wherever there is one. */

/** Another execution closes this account. */
export class ClosureInProgress extends Error {
  override readonly name = 'ClosureInProgress';
}

/** Somebody has cancelled the closure, or has taken the account out of quarantine. It is not closed. */
export class ClosureCancelled extends Error {
  override readonly name = 'ClosureCancelled';
}

/** AWS closes no more accounts of the organization for now: ask again tomorrow. */
export class ClosureQuotaExceeded extends Error {
  override readonly name = 'ClosureQuotaExceeded';
}

/** AWS is closing the account, or others: ask again. */
export class ClosurePending extends Error {
  override readonly name = 'ClosurePending';
}

/** Control Tower is letting go of the account: ask again. */
export class UnenrollmentPending extends Error {
  override readonly name = 'UnenrollmentPending';
}

/** Control Tower does not let go of the account. The message is AWS's reason. */
export class UnenrollmentFailed extends Error {
  override readonly name = 'UnenrollmentFailed';
}

/** A drill has power over the account's place now. */
export class DrillArmed extends Error {
  override readonly name = 'DrillArmed';
}
