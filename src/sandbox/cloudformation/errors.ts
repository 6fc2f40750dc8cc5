/** CloudFormation's errors (API reference, StackSets). */
import { AwsError } from '../core/errors.ts';

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function stackSetNotFound(name: string | undefined): AwsError {
  return new AwsError('StackSetNotFoundException', `StackSet ${name} not found`, { statusCode: 404 });
}

export function operationInProgress(id: string): AwsError {
  return new AwsError('OperationInProgressException', `Another Operation on StackSet ${id} is in progress`, { statusCode: 409 });
}
