/** The engine alone, for people who test state machines of their own: `groundcrew/engine`. */
export { VirtualClock, WallClock } from './clock.ts';
export { DefinitionError } from './definition/definition-error.ts';
export { Engine } from './engine.ts';
export type { EngineOptions } from './engine-options.ts';
export type { HistoryEvent } from './history/history-event.ts';
export type { Json } from './json.ts';
export { awsLimits, type Limits } from './limits.ts';
export type { CallService, Clock, ObjectStore, ServiceCall, ServiceOutcome } from './ports.ts';
export { runStateMachine, type Handler, type RunOptions, type RunResult } from './run-state-machine.ts';
export { validateDefinition } from './validation/validate-definition.ts';
