/**
 * The calls that the public enroll_account.py makes to enroll all accounts of an unregistered OU (`-o <registered OU> -u <OU>`), as read from
 * its source: which, and how often. None of its code is here.
 * https://github.com/aws-samples/aws-control-tower-reference-architectures/blob/157ea63287dcbac7541dd7d6c3127ef229239292/customizations/AccountFactory/EnrollAccount/enroll_account.py
 */
export interface Scenario {
  readonly accounts: number;
  readonly regions: number;
  /** OUs directly under the root, which is as deep as the script looks. */
  readonly firstLevelUnits: number;
  /** Pages of ListAccounts, which has 20 accounts a page. */
  readonly accountPages: number;
  /** Times that it asks how its one StackSet operation is, each 30 seconds. */
  readonly roleWaits: number;
  /** Pages of SearchProvisionedProducts that it reads while it waits for its accounts, all together. */
  readonly productPages: number;
}

interface Step {
  readonly call: string;
  readonly times: (scenario: Scenario) => number;
}

/** The map of names to OUs is made three times: for the target's name, for the source's, and to resolve the source. */
const unitMaps = 3;
/** All prechecks run twice: once to look for accounts that no role leads into, once to decide. */
const passes = 2;
/** AWSControlTowerExecution is not there, OrganizationAccountAccessRole is. */
const rolesTried = 2;

export const steps: readonly Step[] = [
  { call: 'organizations:ListRoots', times: () => unitMaps },
  { call: 'organizations:ListChildren', times: () => unitMaps },
  { call: 'organizations:DescribeOrganizationalUnit', times: ({ firstLevelUnits }) => unitMaps * firstLevelUnits },
  { call: 'organizations:ListAccountsForParent', times: () => 2 },
  { call: 'sts:GetCallerIdentity', times: ({ accounts }) => 2 + passes * (1 + rolesTried * accounts) },
  { call: 'organizations:ListAccounts', times: ({ accountPages }) => passes * accountPages },
  { call: 'organizations:DescribeOrganization', times: ({ accounts }) => passes * accounts },
  { call: 'sts:AssumeRole', times: ({ accounts }) => passes * (1 + rolesTried) * accounts + accounts + 1 },
  { call: 'cloudformation:ListStackInstances', times: ({ accounts }) => passes * (1 + accounts) },
  { call: 'cloudformation:ListStackSets', times: ({ accounts }) => passes * accounts + 1 },
  { call: 'config:DescribeConfigurationRecorders', times: ({ accounts, regions }) => passes * accounts * regions },
  { call: 'config:DescribeDeliveryChannels', times: ({ accounts, regions }) => passes * accounts * regions },
  { call: 'servicecatalog:SearchProductsAsAdmin', times: () => 1 },
  { call: 'servicecatalog:DescribeProductAsAdmin', times: () => 1 },
  { call: 'organizations:ListParents', times: () => 1 },
  { call: 'cloudformation:CreateStackSet', times: () => 1 },
  { call: 'cloudformation:CreateStackInstances', times: () => 1 },
  { call: 'cloudformation:DescribeStackSetOperation', times: ({ roleWaits }) => roleWaits },
  { call: 'servicecatalog:ProvisionProduct', times: ({ accounts }) => accounts },
  { call: 'servicecatalog:SearchProvisionedProducts', times: ({ productPages }) => 1 + productPages },
];

export function callsOfTheScript(scenario: Scenario): number {
  return steps.reduce((sum, { times }) => sum + times(scenario), 0);
}

/** Minutes after a launch at which it looks again: it waits six, then one less each time, and one at least. */
export function* looks(): Generator<number> {
  let wait = 6;
  for (;;) {
    yield wait;
    wait = Math.max(1, wait - 1);
  }
}
