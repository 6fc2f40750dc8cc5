/** How the command tells a script what happened. The help topic `groundcrew help exit-codes` prints this table. */
export const ExitCode = {
  Done: 0,
  Failed: 1,
  InvalidInput: 2,
  TimedOut: 3,
  Aborted: 4,
  VerificationFailed: 5,
  AwsAccess: 6,
  NotFound: 7,
  WaitingForPerson: 8,
  Detached: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'all done',
  1: 'the execution failed, or some of its items did',
  2: 'invalid input or usage; nothing was started or changed',
  3: 'the execution timed out',
  4: 'the execution was aborted, or its request rejected',
  5: 'a verification failed',
  6: 'AWS could not be reached, or refused the credentials',
  7: 'not found, or its history has expired',
  8: 'waiting for a person, or refused by a safety limit',
  130: 'detached: the execution goes on',
};
