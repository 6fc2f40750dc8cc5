import { EvaluationFailure } from '../../expressions/index.ts';
import type { Json } from '../../json.ts';

/** What TestState shows of a state's data flow, by AWS's member names. https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html */
export class Inspection {
  readonly data: { [key: string]: Json } = {};

  /** Shows a value as JSON text, as AWS does. */
  show(name: string, value: Json): void {
    this.data[name] = JSON.stringify(value);
  }

  set(name: string, value: Json): void {
    this.data[name] = value;
  }
}

/** An error of the state itself, which its Retry and Catch may handle. */
export class StateError extends Error {
  override readonly name = 'StateError';
  constructor(
    readonly error: string | undefined,
    readonly errorCause: string | undefined,
  ) {
    super(error ?? 'error');
  }
}

/** The value, or a thrown StateError for a failed evaluation: inside a test, the steps after a failure are not shown. */
export async function settled(
  value: Json | undefined | EvaluationFailure | Promise<Json | undefined | EvaluationFailure>,
): Promise<Json> {
  const result = await value;
  if (result instanceof EvaluationFailure) throw new StateError(result.error, result.cause);
  return result ?? null;
}
