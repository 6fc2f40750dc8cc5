/** Errors of the parts that work on findings. */

/** Some findings of an update were not processed for a reason that passes (ConcurrentUpdateError, InternalFailure). Send the rest again. */
export class UpdatesRemain extends Error {
  override readonly name = 'UpdatesRemain';
}

/**
 * The answer to an update was lost, so it may have been made. Updates take effect within minutes: look again after five, then send only what
 * is not there.
 */
export class UpdateUncertain extends Error {
  override readonly name = 'UpdateUncertain';
}

/** The pacer's item changed each time it was to be written. */
export class PacerContended extends Error {
  override readonly name = 'PacerContended';
}

/** Security Hub asked to slow down, or a retry came before its turn: try again later. */
export class UpdatesThrottled extends Error {
  override readonly name = 'UpdatesThrottled';
}

/** A group has had more calls than any that can succeed needs. */
export class UpdatesExhausted extends Error {
  override readonly name = 'UpdatesExhausted';
}
