/** The command to type next, by how an execution stands. */
export function nextStep(status: string, executionName: string): string {
  switch (status) {
    case 'RUNNING':
      return `groundcrew history ${executionName}   (what it is doing); groundcrew approvals   (whom it waits for)`;
    case 'SUCCEEDED':
      return `groundcrew trace ${executionName}   (a page of what ran)`;
    default:
      return `groundcrew history ${executionName} --errors   (where it failed); the same start command again resumes the batch`;
  }
}
