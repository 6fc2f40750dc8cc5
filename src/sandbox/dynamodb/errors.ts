/** DynamoDB's errors, in AWS's words. */
import { AwsError } from '../core/errors.ts';

/** `ValidationException`: the request itself is wrong. */
export const validation = (message: string): AwsError => new AwsError('ValidationException', message);

/** A ValidationException about a parameter's value, with the sentence AWS begins it with. */
export const invalidParameter = (message: string): AwsError =>
  validation(`One or more parameter values were invalid: ${message}`);

/** `ResourceNotFoundException` of the item operations: they do not name the table. */
export const tableNotFound = (): AwsError => new AwsError('ResourceNotFoundException', 'Requested resource not found');

/** `ConditionalCheckFailedException`; `Item` is there when ReturnValuesOnConditionCheckFailure asks for it. */
export const conditionFailed = (item?: unknown): AwsError =>
  new AwsError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? {} : { fields: { Item: item } },
  );
