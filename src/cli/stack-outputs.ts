/**
 * Outputs of the deployed stack that the command needs. On AWS each is also a tag of a workflow's state machine, so that reading it
 * takes no right to CloudFormation; the tags are set in statemachines/<workflow>.yml.
 */
export const stackOutputs = {
  BatchBucketName: { workflow: 'account-vending', tag: 'groundcrew:batch-bucket' },
  FindingsBucketName: { workflow: 'finding-remediation', tag: 'groundcrew:findings-bucket' },
  LedgerTableName: { workflow: 'dr-drill', tag: 'groundcrew:ledger-table' },
  GameDayFunctionArn: { workflow: 'dr-drill', tag: 'groundcrew:game-day-function' },
  GameDayRoleArn: { workflow: 'dr-drill', tag: 'groundcrew:game-day-role' },
  DrillSecondRegion: { workflow: 'dr-drill', tag: 'groundcrew:second-region' },
} as const;
/** Tag of each machine that asks for approvals: the URL that lists and answers them. */
export const approvalUrlTag = 'groundcrew:approval-url';

export type StackOutput = keyof typeof stackOutputs;
