import { awsSdkError, optimizedError } from '../../../src/local/call-service/error-names.ts';
import { apiInput, stepFunctionsOutput } from '../../../src/local/call-service/letter-case.ts';
import { AwsError } from '../../../src/sandbox/core/errors.ts';

describe('errors of SDK integrations', () => {
  it.each([
    ['organizations', 'TooManyRequestsException', 'Organizations.TooManyRequestsException'],
    ['servicecatalog', 'DuplicateResourceException', 'ServiceCatalog.DuplicateResourceException'],
    ['ssoadmin', 'ConflictException', 'SsoAdmin.ConflictException'],
    ['sfn', 'ExecutionAlreadyExists', 'Sfn.ExecutionAlreadyExistsException'],
    ['s3', 'NoSuchKey', 'S3.NoSuchKeyException'],
    ['s3', 'InvalidBucketName', 'S3.S3Exception'],
    ['dynamodb', 'ValidationException', 'DynamoDb.DynamoDbException'],
    ['dynamodb', 'ConditionalCheckFailedException', 'DynamoDb.ConditionalCheckFailedException'],
    ['iam', 'NoSuchEntity', 'Iam.NoSuchEntityException'],
  ])('of %s: %s becomes %s', (service, code, name) => {
    expect(awsSdkError(service, new AwsError(code, 'text'), 'id').error).toBe(name);
  });

  it('have the cause of the SDK for Java 2, those of optimized integrations that of version 1', () => {
    const missing = new AwsError('ResourceNotFoundException', 'Requested resource not found');
    expect(awsSdkError('dynamodb', missing, 'r1').cause).toBe(
      'Requested resource not found (Service: DynamoDb, Status Code: 400, Request ID: r1) (SDK Attempt Count: 1)',
    );
    expect(optimizedError('dynamodb', missing, 'r1')).toEqual({
      error: 'DynamoDB.ResourceNotFoundException',
      cause:
        'Requested resource not found (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: r1; Proxy: null)',
    });
    expect(optimizedError('sqs', new AwsError('MissingParameter', 'x'), 'r').error).toBe('SQS.AmazonSQSException');
    expect(optimizedError('sns', new AwsError('NotFound', 'x', { statusCode: 404 }), 'r').error).toBe('SNS.NotFoundException');
  });

  it('name a lost answer and pass a mistake of the program on', () => {
    const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    expect(awsSdkError('organizations', lost, 'r').error).toBe('Organizations.SdkClientException');
    expect(() => awsSdkError('organizations', new TypeError('mistake'), 'r')).toThrow('mistake');
  });
});

describe('letter case of SDK integrations', () => {
  it('capitalizes members, not the keys of the user, and writes times as text', () => {
    const output = {
      operationIdentifier: 'x',
      tags: { team: 'a' },
      items: [{ startTime: new Date(Date.UTC(2026, 0, 1, 1, 2, 3, 40)) }],
      none: undefined,
    };
    expect(stepFunctionsOutput(output, true)).toEqual({
      OperationIdentifier: 'x',
      Tags: { team: 'a' },
      Items: [{ StartTime: '2026-01-01T01:02:03.040Z' }],
    });
    expect(stepFunctionsOutput({ At: new Date(Date.UTC(2026, 0, 1)) }, false)).toEqual({ At: '2026-01-01T00:00:00Z' });
  });

  it('gives the API its own first letters', () => {
    expect(apiInput({ StateMachineArn: 'a', Tags: { Team: 'x' }, Items: [{ Key: 1 }] }, true)).toEqual({
      stateMachineArn: 'a',
      tags: { Team: 'x' },
      items: [{ key: 1 }],
    });
    expect(apiInput({ AccountId: 'a' }, false)).toEqual({ AccountId: 'a' });
  });
});
