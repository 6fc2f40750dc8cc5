/** Engine and sandbox put together: a simulated organization that runs the packaged templates. */
export type { ExecutionEvent, FunctionLogEntry, Local, OpenLocalOptions, RunOutcome, SdkConfig } from './local.ts';
export type { LocalOwner } from './owner.ts';
export { openLocal } from './open-local.ts';
export type { TargetPlace } from './targets.ts';
export { LocalError } from './local-error.ts';
