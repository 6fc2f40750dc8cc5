/**
 * A failed evaluation is a value, not an exception: the state that asked for it turns it into States.Runtime or
 * States.QueryEvaluationError events, and Catch may handle it.
 */
export class EvaluationFailure {
  /** The error name as Step Functions reports it, e.g. `States.Runtime`. */
  readonly error: string;
  /** AWS's text, without its prefix "An error occurred while executing the state 'X' (entered at the event id #N). ". */
  readonly cause: string;
  /** Where in the state: `Output/result`. Set for JSONata only, as in the event EvaluationFailed. */
  readonly location?: string;

  constructor(error: string, cause: string, location?: string) {
    this.error = error;
    this.cause = cause;
    if (location !== undefined) this.location = location;
  }
}

/** A failure named States.Runtime: a path or a reference that the input does not satisfy. */
export const runtimeFailure = (cause: string): EvaluationFailure => new EvaluationFailure('States.Runtime', cause);

/** A failure named States.QueryEvaluationError: a JSONata expression that threw, or gave nothing or the wrong type. */
export const queryEvaluationFailure = (cause: string, location?: string): EvaluationFailure =>
  new EvaluationFailure('States.QueryEvaluationError', cause, location);
