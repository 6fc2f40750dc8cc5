/** An error that the Step Functions API answers with. `code` is AWS's name of it, `message` AWS's text. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const invalidArn = (arn: string): ApiError => new ApiError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
export const invalidToken = (): ApiError => new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
export const stateMachineMissing = (arn: string): ApiError =>
  new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
export const executionMissing = (arn: string): ApiError =>
  new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
export const activityMissing = (arn: string): ApiError =>
  new ApiError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
export const typeNotSupported = (): ApiError =>
  new ApiError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
/** The one text of what generic validation refuses. */
export const constraint = (value: string, member: string, rule: string): ApiError =>
  new ApiError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
