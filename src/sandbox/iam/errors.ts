/** IAM's errors in its own words (IAM API reference, Common errors of each action). */
import { AwsError } from '../core/errors.ts';
import { compilePolicy, PolicySyntaxError } from '../authorization/policy.ts';

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntityException', message, { statusCode: 404 });
}

export function entityAlreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExistsException', message, { statusCode: 409 });
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflictException', message, { statusCode: 409 });
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** The document when it is a policy. Throws MalformedPolicyDocument. */
export function checkedPolicy(document: string | undefined): string {
  try {
    compilePolicy(document ?? '');
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new AwsError('MalformedPolicyDocumentException', error.message, { cause: error });
  }
  return document ?? '';
}
