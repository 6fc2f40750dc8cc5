import type { Json } from '../json.ts';

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** Workflow variables by name. Made with `Object.create(null)`: a variable called `constructor` is only a variable. */
export type Variables = Readonly<Record<string, Json>>;

/** What an expression can see beside its input. Time, randomness and ids come from outside, so the same seed gives the same result. */
export interface Scope {
  /** The Context object: `$$` in JSONPath, `$states.context` in JSONata. */
  readonly context: JsonObject;
  readonly variables: Variables;
  /** A number in [0, 1). */
  random(): number;
  /** A version 4 UUID. */
  uuid(): string;
  /** Milliseconds since the epoch. */
  now(): number;
}
