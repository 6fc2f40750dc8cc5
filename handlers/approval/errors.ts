/** No approval has this id. */
export class ApprovalNotFound extends Error {
  override readonly name = 'ApprovalNotFound';
}

/** Somebody rejected what the task asked for: fails the waiting task. The cause says who, and why. */
export class ApprovalRejected extends Error {
  override readonly name = 'ApprovalRejected';
}

/** The approval was answered, has expired, or its execution no longer waits for it. */
export class ApprovalClosed extends Error {
  override readonly name = 'ApprovalClosed';
}

/** This person may not answer: the requester, or somebody who has answered already. */
export class ApproverNotAllowed extends Error {
  override readonly name = 'ApproverNotAllowed';
}

/** Who asked is not known (yet), and this approval may not be given without knowing it. */
export class RequesterUnknown extends Error {
  override readonly name = 'RequesterUnknown';
}

/** Two answers came at the same moment. Nothing was lost: try again. */
export class ApprovalContended extends Error {
  override readonly name = 'ApprovalContended';
}
