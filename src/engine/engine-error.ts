/** An error of the Step Functions API, as a client would receive it: `code` is AWS's error name, e.g. `ExecutionAlreadyExists`. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
