/** Errors of finding-remediation. */

/** The member role could not be assumed: it is not there, or does not trust this function. */
export class AssumeRoleFailed extends Error {
  override readonly name = 'AssumeRoleFailed';
}

/** The resource is not yet as the plan says; AWS may still be changing it. Look again. */
export class NotYetVerified extends Error {
  override readonly name = 'NotYetVerified';
}

/** Something changed the resource between its check and now, or since our change: it is left alone. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

/** The account has had as many changes this hour as it may. */
export class CapReached extends Error {
  override readonly name = 'CapReached';
}

/** The rules are not there, or are no rules. Nothing is decided without them. */
export class InvalidRules extends Error {
  override readonly name = 'InvalidRules';
}

/** What is to be applied has no pre-image. A defect, or somebody deleted it: nothing is changed. */
export class NoPreImage extends Error {
  override readonly name = 'NoPreImage';
}
