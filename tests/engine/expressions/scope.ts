import type { JsonObject, Scope } from '../../../src/engine/expressions/index.ts';
import type { Json } from '../../../src/engine/json.ts';

/** A scope whose random numbers, ids and time are always the same. */
export const scopeWith = (variables: Record<string, Json> = {}, context: JsonObject = {}): Scope => ({
  context,
  variables: Object.assign(Object.create(null) as Record<string, Json>, variables),
  random: () => 0.5,
  uuid: () => '5f0c1d2e-0000-4000-8000-000000000000',
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
});
