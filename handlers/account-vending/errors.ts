/** Errors of account-vending. Control Tower's own text is the message wherever there is one. */

/** Another execution works on this account. */
export class AlreadyInProgress extends Error {
  override readonly name = 'AlreadyInProgress';
}

/** Account Factory ended the launch without an account. The message is AWS's reason. */
export class LaunchFailed extends Error {
  override readonly name = 'LaunchFailed';
}

/** Another Control Tower operation was in the way (accepted, then failed): the launch is tried again as a new generation. */
export class ControlTowerBusy extends Error {
  override readonly name = 'ControlTowerBusy';
}

/** Account Factory was still at it after the time an account may take. The launch may yet succeed; the slot stays taken until it ends. */
export class LaunchTimedOut extends Error {
  override readonly name = 'LaunchTimedOut';
}

/** The execution's claim on the account has been taken over by a newer one. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** A lifecycle event came before its operation's record was terminal. Lambda hands the event over again. */
export class RecordInProgress extends Error {
  override readonly name = 'RecordInProgress';
}

/** An earlier launch has left a product that blocks this one, and nobody has approved its termination. */
export class ProductNotSettled extends Error {
  override readonly name = 'ProductNotSettled';
}

/** Control Tower is still terminating the product: ask again. */
export class TerminationPending extends Error {
  override readonly name = 'TerminationPending';
}

/** Control Tower could not terminate the product. The message is its reason. */
export class TerminationFailed extends Error {
  override readonly name = 'TerminationFailed';
}

/** The product is no failed one any more: it is left alone. */
export class ProductInUse extends Error {
  override readonly name = 'ProductInUse';
}

/** Something that was asked for is under way (a Region is being enabled): ask again. */
export class CompletionPending extends Error {
  override readonly name = 'CompletionPending';
}

/** The account is there, and something that it must be on its first day is not so. The message names each check and what was found. */
export class AccountIncomplete extends Error {
  override readonly name = 'AccountIncomplete';
}
