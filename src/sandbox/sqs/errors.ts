/** SQS's errors, by the names of its JSON protocol. */
import { AwsError } from '../core/errors.ts';

export const queueDoesNotExist = (): AwsError => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
export const invalidAttribute = (name: string): AwsError =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
export const unknownAttribute = (name: string): AwsError => new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValue', message);
export const missingParameter = (name: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
export const invalidReceiptHandle = (handle: string): AwsError =>
  new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
