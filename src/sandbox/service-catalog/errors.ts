/** Errors of AWS Service Catalog. All answer HTTP 400. */
import { AwsError } from '../core/errors.ts';

export function invalidParameters(message: string): AwsError {
  return new AwsError('InvalidParametersException', message);
}

export function resourceNotFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

/** What common validation answers before the service sees the request. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
