/** Source: Service authorization reference, "Actions, resources, and condition keys for AWS Lambda". */
import type { CallContext, Permission } from '../core/service.ts';
import { parseFunctionName, findFunction } from './find-function.ts';
import { policyOf } from './rows.ts';

interface Named {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

/** `lambda:<action>` on the function as it was named, with its qualifier. */
export const onFunction =
  (action: string) =>
  (input: Named, context: CallContext): readonly Permission[] => {
    const { arn, qualifier } = parseFunctionName(input.FunctionName ?? '', context);
    const asked = input.Qualifier ?? qualifier;
    return [{ action: `lambda:${action}`, resources: [asked === undefined ? arn : `${arn}:${asked}`] }];
  };

/** Invoke needs `lambda:InvokeFunction`, and looks at the function's own policy. */
export function mayInvoke(input: Named, context: CallContext): readonly Permission[] {
  const [permission] = onFunction('InvokeFunction')(input, context);
  const { row } = findFunction(input.FunctionName ?? '', input.Qualifier, context);
  return [{ ...permission!, resourcePolicy: policyOf(row) }];
}

/** Creating a function, or giving it another role, needs `iam:PassRole` too. */
export const passingRole =
  (action: string) =>
  (input: Named & { readonly Role?: string | undefined }, context: CallContext): readonly Permission[] => [
    ...onFunction(action)(input, context),
    ...(input.Role === undefined
      ? []
      : [{ action: 'iam:PassRole', resources: [input.Role], conditions: { 'iam:PassedToService': 'lambda.amazonaws.com' } }]),
  ];
