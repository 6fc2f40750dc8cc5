/** IAM Identity Center has not yet carried out an assignment: ask again. */
export class AccessPending extends Error {
  override readonly name = 'AccessPending';
}

/** IAM Identity Center refused an assignment. The message is its reason. */
export class AccessFailed extends Error {
  override readonly name = 'AccessFailed';
}
