/** How each service answers a caller that is too fast: code, status and words. Services that are not listed use the common form. */
import { AwsError } from '../core/errors.ts';

interface Throttle {
  readonly code: string;
  readonly message: string;
  readonly statusCode: number;
}

const rateExceeded = 'Rate exceeded';
const common: Throttle = { code: 'ThrottlingException', message: rateExceeded, statusCode: 400 };

const throttles = new Map<string, Throttle>([
  [
    'organizations',
    {
      code: 'TooManyRequestsException',
      message: "AWS Organizations can't complete your request because another request is already in progress. Try again later.",
      statusCode: 400,
    },
  ],
  ['securityhub', { code: 'TooManyRequestsException', message: 'Too Many Requests', statusCode: 429 }],
  ['ec2', { code: 'RequestLimitExceeded', message: 'Request limit exceeded.', statusCode: 503 }],
  ['rds', { code: 'Throttling', message: rateExceeded, statusCode: 400 }],
  ['s3control', { code: 'SlowDown', message: 'Please reduce your request rate.', statusCode: 503 }],
  ['account', { code: 'TooManyRequestsException', message: rateExceeded, statusCode: 429 }],
  ['controltower', { code: 'ThrottlingException', message: rateExceeded, statusCode: 429 }],
  ['scheduler', { code: 'ThrottlingException', message: rateExceeded, statusCode: 429 }],
  ['lambda', { code: 'TooManyRequestsException', message: 'Rate Exceeded.', statusCode: 429 }],
  [
    'dynamodb',
    {
      code: 'ProvisionedThroughputExceededException',
      message:
        'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
      statusCode: 400,
    },
  ],
  ['s3', { code: 'SlowDown', message: 'Please reduce your request rate.', statusCode: 503 }],
  ['sns', { code: 'ThrottledException', message: rateExceeded, statusCode: 429 }],
  ['sqs', { code: 'RequestThrottled', message: 'Request is throttled.', statusCode: 403 }],
  ['iam', { code: 'Throttling', message: rateExceeded, statusCode: 400 }],
  ['route53', { code: 'Throttling', message: rateExceeded, statusCode: 400 }],
  ['sts', { code: 'Throttling', message: rateExceeded, statusCode: 400 }],
  ['servicequotas', { code: 'TooManyRequestsException', message: rateExceeded, statusCode: 400 }],
]);

/** The error of a throttled call of `service`. */
export function throttleError(service: string): AwsError {
  const { code, message, statusCode } = throttles.get(service) ?? common;
  return new AwsError(code, message, { statusCode });
}
