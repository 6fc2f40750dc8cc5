/** S3's errors (API reference, "Error responses"), with their HTTP status. */
import { AwsError } from '../core/errors.ts';

const error =
  (code: string, statusCode: number, message: string) =>
  (fields: Record<string, unknown> = {}): AwsError =>
    new AwsError(code, message, { statusCode, fields });

export const noSuchBucket = (BucketName: string): AwsError =>
  error('NoSuchBucket', 404, 'The specified bucket does not exist')({ BucketName });
export const noSuchKey = (Key: string): AwsError => error('NoSuchKey', 404, 'The specified key does not exist.')({ Key });
export const noSuchVersion = error('NoSuchVersion', 404, 'The specified version does not exist.');
/** HEAD answers have no body: the SDK sees `NotFound`. */
export const notFound = error('NotFound', 404, 'Not Found');
export const methodNotAllowed = error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.');
export const preconditionFailed = (Condition: string): AwsError =>
  error('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold')({ Condition });
export const notModified = error('NotModified', 304, 'Not Modified');
export const invalidRange = error('InvalidRange', 416, 'The requested range is not satisfiable');
export const invalidArgument = (message: string): AwsError => error('InvalidArgument', 400, message)();
export const malformedPolicy = (message: string): AwsError => error('MalformedPolicy', 400, message)();
export const bucketNotEmpty = error('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty');
export const bucketOwnedByYou = error(
  'BucketAlreadyOwnedByYou',
  409,
  'Your previous request to create the named bucket succeeded and you already own it.',
);
export const bucketExists = error(
  'BucketAlreadyExists',
  409,
  'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
);
export const invalidBucketName = error('InvalidBucketName', 400, 'The specified bucket is not valid.');
export const keyTooLong = error('KeyTooLongError', 400, 'Your key is too long');
export const entityTooLarge = error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size');
export const wrongRegion = error(
  'PermanentRedirect',
  301,
  'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
);
