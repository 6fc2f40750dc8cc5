/** Members of a task's arguments that name what it runs, in the order of what says most. */
const names = [
  'FunctionName',
  'StateMachineArn',
  'QueueUrl',
  'TopicArn',
  'TableName',
  'Bucket',
  'ClusterName',
  'ProjectName',
] as const;

/** Short name of what a task's arguments (JSON text) ask for: `account-vending-launch-account` of a function's ARN. */
export function targetOf(argumentsText: string | undefined): { target?: string } {
  if (argumentsText === undefined) return {};
  for (const name of names) {
    const value = new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,2048})"`).exec(argumentsText)?.[1];
    if (value === undefined) continue;
    /* arn:aws:lambda:...:function:<name>:<version>, arn:aws:states:...:stateMachine:<name>, https://sqs.../<name> */
    const inArn = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:[a-zA-Z-]+:)?([^:]+)/.exec(value)?.[1];
    return { target: (inArn ?? value).split('/').at(-1)! };
  }
  return {};
}
