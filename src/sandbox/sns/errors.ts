/** SNS's errors (API reference). */
import { AwsError } from '../core/errors.ts';

export const invalidParameter = (reason: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
export const topicNotFound = (): AwsError => new AwsError('NotFound', 'Topic does not exist', { statusCode: 404 });
export const subscriptionNotFound = (): AwsError => new AwsError('NotFound', 'Subscription does not exist', { statusCode: 404 });
