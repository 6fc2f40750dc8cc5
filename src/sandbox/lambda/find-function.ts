import { AwsError } from '../core/errors.ts';
import type { CallContext } from '../core/service.ts';
import { functionArn, functions, type FunctionConfiguration, type FunctionRow } from './rows.ts';

/** A function, and the version of it that a name stands for. */
export interface FoundFunction {
  readonly row: FunctionRow;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly configuration: FunctionConfiguration;
  /** The ARN as it was asked for: with its qualifier when there was one. */
  readonly arn: string;
}

/** Splits `name`, `name:qualifier`, a partial or a full ARN into the function's own ARN and its qualifier. */
export function parseFunctionName(
  name: string,
  context: Pick<CallContext, 'account' | 'region'>,
): { arn: string; qualifier?: string } {
  const match =
    /^(?:(arn:aws[\w-]*:lambda:[^:]*:\d{12}:function:)|(?:(\d{12}):)?(?:function:)?)([\w-]+)(?::(\$LATEST|[\w-]+))?$/.exec(name);
  if (!match)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint`,
    );
  const [, prefix, account, bare, qualifier] = match;
  const arn = prefix ? `${prefix}${bare!}` : functionArn(bare!, { region: context.region, account: account ?? context.account });
  return qualifier === undefined ? { arn } : { arn, qualifier };
}

/** @throws AwsError ResourceNotFoundException with Lambda's text. */
export function findFunction(name: string, qualifier: string | undefined, context: CallContext): FoundFunction {
  const parsed = parseFunctionName(name, context);
  const asked = qualifier ?? parsed.qualifier;
  const arn = asked === undefined ? parsed.arn : `${parsed.arn}:${asked}`;
  const row = functions(context.store).get(parsed.arn);
  const version = asked === undefined || asked === '$LATEST' ? '$LATEST' : (row?.aliases[asked] ?? asked);
  const configuration =
    version === '$LATEST' ? row?.configuration : row?.versions.find((one) => one.version === version)?.configuration;
  if (row === undefined || configuration === undefined) {
    throw new AwsError('ResourceNotFoundException', `Function not found: ${asked === undefined ? `${arn}:$LATEST` : arn}`, {
      statusCode: 404,
      fields: { Type: 'User' },
    });
  }
  return { row, version, configuration, arn };
}
