/** A value that is there, or will be: most evaluations are synchronous, JSONata's library is not. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** `next(value)` now where the value is there, later where it is a promise: no microtask is spent on what is synchronous. */
export function chain<Value, Result>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
