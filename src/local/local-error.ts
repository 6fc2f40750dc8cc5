/** A problem of the local tools that a person can do something about: what happened, where, why, and what to do next. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}
