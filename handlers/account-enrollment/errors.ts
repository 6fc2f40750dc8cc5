/** Errors of account-enrollment. AWS's own text is the message wherever there is one. */

/** Another execution works on this account. */
export class EnrollmentInProgress extends Error {
  override readonly name = 'EnrollmentInProgress';
}

/** Control Tower ended the operation without an enrolled account. The message is AWS's reason. */
export class EnrollmentFailed extends Error {
  override readonly name = 'EnrollmentFailed';
}

/** Another Control Tower operation was in the way: the account is tried again. */
export class ControlTowerBusy extends Error {
  override readonly name = 'ControlTowerBusy';
}

/** Control Tower was still at it after the time an account may take. The slot stays taken until it ends. */
export class EnrollmentTimedOut extends Error {
  override readonly name = 'EnrollmentTimedOut';
}

/** The execution's claim on the account has been taken over by a newer one. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** An event came before its operation was over. Lambda hands the event over again. */
export class OperationInProgress extends Error {
  override readonly name = 'OperationInProgress';
}

/** Roles are being made, or products terminated: ask again. */
export class PreparationPending extends Error {
  override readonly name = 'PreparationPending';
}

/** A drill has power over the account's place now. */
export class DrillArmed extends Error {
  override readonly name = 'DrillArmed';
}

/** Controls are being enabled: ask again. */
export class ControlsPending extends Error {
  override readonly name = 'ControlsPending';
}
