import type { DrillAccount, DrillPlan, SteadyCheck } from './contract.ts';
import { probesOf, probe } from './probe-calls.ts';
import type { ProbeResult } from './probe-calls.ts';
import { assume } from './member-account.ts';
import type { MemberRole } from './member-account.ts';
import { alarmState } from './alarms.ts';

/** What one call of one account showed. */
export interface Observation {
  readonly account: string;
  readonly call: string;
  readonly region: string;
  readonly principal: 'probe' | 'control';
  readonly result: ProbeResult;
}

/** Makes the mode's calls in one account as a role. A role that cannot be assumed shows nothing: every call is unreachable. */
async function observe(
  account: DrillAccount,
  role: MemberRole,
  calls: readonly string[],
  regions: readonly string[],
): Promise<Observation[]> {
  const principal = role === 'drill-control' ? 'control' : 'probe';
  let credentials;
  try {
    credentials = await assume(account.id, role);
  } catch (error) {
    const text = `the role ${role} cannot be assumed: ${(error as Error).name}: ${(error as Error).message}`.slice(0, 500);
    return calls.flatMap((call) =>
      regions.map((region) => ({ account: account.id, call, region, principal, result: { kind: 'unreachable', text } }) as const),
    );
  }
  const observations: Observation[] = [];
  for (const region of regions) {
    for (const call of calls) {
      observations.push({ account: account.id, call, region, principal, result: await probe(call, { region, credentials }) });
    }
  }
  return observations;
}

/** Calls of the mode in the denied Region, by the probe role and by the exempt control role of every account. */
export async function deniedRegionRound({ input, accounts, deniedRegion }: DrillPlan): Promise<Observation[]> {
  const calls = probesOf(input);
  const rounds = await Promise.all(
    accounts.flatMap((account) =>
      (['drill-probe', 'drill-control'] as const).map((role) => observe(account, role, calls, [deniedRegion])),
    ),
  );
  return rounds.flat();
}

/** Calls of the exempt control role alone. */
export async function controlRound({ input, accounts, deniedRegion }: DrillPlan): Promise<Observation[]> {
  const calls = probesOf(input);
  return (await Promise.all(accounts.map((account) => observe(account, 'drill-control', calls, [deniedRegion])))).flat();
}

/** Calls that must stay allowed: a Regional call in the standby Region, by the probe role of every account. */
export async function standbyRound({ input, accounts }: DrillPlan): Promise<Observation[]> {
  const call = input.mode === 'services' ? 'cloudwatch:DescribeAlarms' : 'dynamodb:ListTables';
  return (await Promise.all(accounts.map((account) => observe(account, 'drill-probe', [call], [input.standbyRegion])))).flat();
}

export const inWords = ({ account, call, region, principal, result }: Observation): string =>
  `${account} ${principal} ${call} in ${region}: ${result.kind}${'text' in result ? ` (${result.text})` : ''}`;

/** What does not hold of the steady state, in words; empty when the system is steady. */
export async function unsteady(plan: DrillPlan): Promise<string[]> {
  const results = await Promise.all(plan.input.steadyState.map((check) => failing(check, plan)));
  return results.flatMap((text) => (text === undefined ? [] : [text]));
}

async function failing(check: SteadyCheck, plan: DrillPlan): Promise<string | undefined> {
  const account = check.account === undefined ? undefined : accountOf(check.account, plan);
  if (check.alarm !== undefined) {
    const state = await alarmState({ alarm: check.alarm, region: check.region, account });
    return state === 'OK' ? undefined : `alarm ${check.alarm} in ${check.region} is ${state}`;
  }
  const [observation] = await observe({ id: account!, name: check.account! }, 'drill-probe', [check.call!], [check.region]);
  return observation!.result.kind === 'allowed' ? undefined : inWords(observation!);
}

/** The id of an account that the plan names by name or id; only accounts of the plan have names. */
export function accountOf(reference: string, { accounts }: Pick<DrillPlan, 'accounts'>): string {
  return accounts.find(({ id, name }) => id === reference || name === reference)?.id ?? reference;
}
