/** Errors of services as Step Functions reports them to Retry and Catch: `Organizations.TooManyRequestsException` and its cause. */
import { awsSdkService } from '../../engine/integrations/aws-sdk-operations.ts';
import { AwsError } from '../../sandbox/core/errors.ts';
import { modelledException } from './aws-sdk-services.ts';

export interface StepFunctionsError {
  readonly error: string;
  readonly cause: string;
}

/**
 * Of an `aws-sdk:` integration (AWS SDK for Java 2). Codes that the service's model does not declare (access denied of S3, validation of
 * DynamoDB) become the service's base exception; an answer that never came becomes SdkClientException.
 */
export function awsSdkError(service: string, error: unknown, requestId: string): StepFunctionsError {
  const prefix = awsSdkService(service)?.errorPrefix ?? service;
  if (!(error instanceof AwsError)) return noAnswer(prefix, error);
  const { code, message, statusCode } = error;
  return {
    error: `${prefix}.${modelledException(service, code) ?? `${prefix}Exception`}`,
    cause: `${message} (Service: ${prefix}, Status Code: ${statusCode}, Request ID: ${requestId}) (SDK Attempt Count: 1)`,
  };
}

/** The optimized integrations use the AWS SDK for Java 1: other prefixes, other base exceptions, another cause. */
const optimizedNames: Readonly<Record<string, { prefix: string; base: string; serviceName: string; model: string }>> = {
  lambda: { prefix: 'Lambda', base: 'AWSLambdaException', serviceName: 'AWSLambda', model: 'lambda' },
  dynamodb: { prefix: 'DynamoDB', base: 'AmazonDynamoDBException', serviceName: 'AmazonDynamoDBv2', model: 'dynamodb' },
  sns: { prefix: 'SNS', base: 'AmazonSNSException', serviceName: 'AmazonSNS', model: 'sns' },
  sqs: { prefix: 'SQS', base: 'AmazonSQSException', serviceName: 'AmazonSQS', model: 'sqs' },
  states: { prefix: 'StepFunctions', base: 'AWSStepFunctionsException', serviceName: 'AWSStepFunctions', model: 'sfn' },
  events: { prefix: 'EventBridge', base: 'AmazonEventBridgeException', serviceName: 'AmazonEventBridge', model: 'eventbridge' },
};

/** Of an optimized integration (`arn:aws:states:::lambda:invoke`, ...). */
export function optimizedError(service: string, error: unknown, requestId: string): StepFunctionsError {
  const names = optimizedNames[service] ?? { prefix: service, base: `${service}Exception`, serviceName: service, model: service };
  if (!(error instanceof AwsError)) return noAnswer(names.prefix, error);
  const { code, message, statusCode } = error;
  return {
    error: `${names.prefix}.${modelledException(names.model, code) ?? names.base}`,
    cause: `${message} (Service: ${names.serviceName}; Status Code: ${statusCode}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  };
}

/** The connection broke before the answer came, or none came about. Anything else is a mistake of this program and is thrown on. */
function noAnswer(prefix: string, error: unknown): StepFunctionsError {
  if (error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'ETIMEDOUT')) {
    return { error: `${prefix}.SdkClientException`, cause: `Unable to execute HTTP request: ${error.message}` };
  }
  throw error;
}
