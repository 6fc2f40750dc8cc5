import type * as z from 'zod';
import { InvalidInput, translateAwsError } from './errors.ts';

/** The shape of a task: what it takes and gives. The errors it may raise are classes in the errors.ts of its area. */
export interface Contract<Input extends z.ZodType, Output extends z.ZodType> {
  readonly input: Input;
  readonly output: Output;
}

/**
 * Makes a Lambda handler of a function over checked input. Input that does not meet the contract raises InvalidInput; throttles and
 * outages of AWS are raised as ServiceThrottled and ServiceUnavailable; output is checked too, so that a state machine never goes
 * on with a shape it does not know.
 */
export function task<Input extends z.ZodType, Output extends z.ZodType>(
  contract: Contract<Input, Output>,
  work: (input: z.output<Input>) => Promise<z.input<Output>>,
): (event: unknown) => Promise<z.output<Output>> {
  return async (event) => {
    const parsed = contract.input.safeParse(event);
    if (!parsed.success) throw new InvalidInput(describeIssues(parsed.error.issues));
    try {
      return contract.output.parse(await work(parsed.data));
    } catch (error) {
      throw translateAwsError(error);
    }
  };
}

/** `bucket: Invalid input: expected string; rows[2].name: ...` */
export function describeIssues(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => `${path.length > 0 ? path.map(String).join('.') : 'input'}: ${message}`).join('; ');
}
