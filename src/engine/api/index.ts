/** The Step Functions API over the engine. */
export { ApiError } from './api-error.ts';
export type { EngineEvent, EngineExecution, EngineMapRun, EnginePort, StartRequest } from './engine-port.ts';
export { StepFunctionsApi } from './step-functions-api.ts';
export type { ApiCaller, StepFunctionsApiOptions } from './step-functions-api.ts';
