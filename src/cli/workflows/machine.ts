/** Which state machine is which workflow: a deployed machine is named after its stack and stage, `groundcrew-prod-account-vending`. */

/** True when a machine of that name is the workflow: its very name, or the name with a prefix that ends in a hyphen. */
function isMachineOf(machineName: string, workflowName: string): boolean {
  return machineName === workflowName || machineName.endsWith(`-${workflowName}`);
}

/** The machine that is the workflow; one that bears the very name goes before one with a prefix. */
export function findMachine<T extends { readonly name: string }>(machines: readonly T[], workflowName: string): T | undefined {
  return machines.find(({ name }) => name === workflowName) ?? machines.find(({ name }) => isMachineOf(name, workflowName));
}

/** The workflow that a machine is, of those named: the longest name that fits. The machine's own name where none does. */
export function workflowNameOf(machineName: string, workflowNames: readonly string[]): string {
  const fitting = workflowNames.filter((name) => isMachineOf(machineName, name)).sort((a, b) => b.length - a.length);
  return fitting[0] ?? machineName;
}
