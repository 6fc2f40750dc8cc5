/** Instantiates every target in its account and Region, as the administrator of that account. */
import type { Json } from '../engine/json.ts';
import type { Caller, SandboxSettings } from '../sandbox/core/service.ts';
import type { Bundles } from './bundles/compile-bundle.ts';
import { deployStack, type StackMemory } from './cloudformation/deploy-stack.ts';
import type { Target } from './targets.ts';

/** One call of a simulated API as `caller`; rejects with AwsError. */
export type ApiCall = (request: {
  service: string;
  operation: string;
  input: unknown;
  account: string;
  region: string;
  caller: Caller;
}) => Promise<unknown>;

export interface Deployed {
  /** By the key of a target's place and output name. */
  readonly stackOutputs: Record<string, Readonly<Record<string, string>>>;
  readonly warnings: string[];
}

/** Who instantiates templates: the account's root user, as somebody with AdministratorAccess would. */
export function administrator(account: string): Caller {
  return { kind: 'root', arn: `arn:aws:iam::${account}:root`, account };
}

export async function deployTargets(
  targets: readonly Target[],
  settings: SandboxSettings,
  memory: StackMemory,
  bundles: Bundles,
  call: ApiCall,
): Promise<Deployed> {
  const deployed: Deployed = { stackOutputs: {}, warnings: [] };
  for (const { name, key, file, template, stackName, account, region } of targets) {
    const caller = administrator(account);
    const place = { account, region, caller };
    const parameters = await parameterValues(Object.keys(template.Parameters ?? {}), settings, (service, operation) =>
      call({ service, operation, input: {}, ...place }),
    );
    const pseudo = pseudoParameters(stackName, account, region);
    /* Names of roles and buckets are an account's or everybody's: those of a target's further places have the place in them, where
       CloudFormation would put a random suffix. */
    const { outputs, left } = await deployStack({ template, file, parameters, pseudo }, memory, {
      stackName: key === name ? stackName : `${stackName}${key.slice(name.length).replaceAll('/', '-')}`,
      account,
      region,
      call: async <Output>(service: string, operation: string, input: object) =>
        (await call({ service, operation, input, ...place })) as Output,
      codeHash: (handler) => bundles.get(handler).sha256,
    });
    deployed.stackOutputs[key] = outputs;
    if (left.length > 0) {
      deployed.warnings.push(`${left.join(', ')} of target ${name} left the template and stay as they are; --fresh begins anew`);
    }
  }
  return deployed;
}

/** Values that belong to the organization; every other parameter has its default. */
async function parameterValues(
  names: readonly string[],
  settings: SandboxSettings,
  call: (service: string, operation: string) => Promise<unknown>,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  const known: Readonly<Record<string, string | undefined>> = {
    ControlTowerSlots: String(settings.controlTowerSlots),
    ManagementAccountId: settings.managementAccount,
    OrganizationId: settings.organizationId,
    HomeRegion: settings.homeRegion,
    SecondRegion: settings.targets['drill-undo']?.regions[0] ?? 'none',
    DrillTargets: settings.drillTargets.join(',') || 'none',
    ...accountParameters(settings),
  };
  for (const name of names) {
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    if (value !== undefined) values[name] = value;
  }
  if (names.includes('AccountFactoryPortfolioId')) {
    const { PortfolioDetails } = (await call('servicecatalog', 'ListPortfolios')) as { PortfolioDetails?: { Id?: string }[] };
    const id = PortfolioDetails?.[0]?.Id;
    if (id !== undefined) values['AccountFactoryPortfolioId'] = id;
  }
  return values;
}

/** `SecurityAccountId`, `RecoveryAccountId`, ...: the account of each target that has one. */
function accountParameters({ targets }: SandboxSettings): Record<string, string> {
  const pascal = (name: string): string =>
    name.replace(/(^|-)([a-z0-9])/g, (_all, _hyphen, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, { accounts }]) =>
      accounts.length === 1 ? [[`${pascal(name)}AccountId`, accounts[0]!]] : [],
    ),
  );
}

function pseudoParameters(stackName: string, account: string, region: string): Record<string, Json> {
  return {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
    'AWS::NotificationARNs': [],
  };
}
