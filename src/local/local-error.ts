/** A problem of the local tools that a person can do something about: what happened, where, why, and what to do next. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}

/** The process that holds the organization does not answer: it has ended, or is ending. */
export class HolderGone extends LocalError {}

/** The HolderGone that an error is or was caused by: clients of the SDK may wrap it. */
export function holderGone(error: unknown): HolderGone | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof HolderGone) return at;
  return undefined;
}
