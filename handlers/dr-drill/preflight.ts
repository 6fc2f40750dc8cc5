import { operationsBelow } from '../ledger/interlock.ts';
import { environment, now, region as ownRegion } from '../shared/runtime.ts';
import { alarmState } from './alarms.ts';
import type { Blocker, DrillInput, DrillPlan } from './contract.ts';
import { mostAccounts } from './contract.ts';
import { frozenBecause, lockedBy } from './drill-entry.ts';
import { accountsBelow, delegatedAdministrators, policiesOn, tagsOf } from './organization.ts';
import { probeCalls, probesOf } from './probe-calls.ts';
import { accountOf, deniedRegionRound, inWords, standbyRound, unsteady } from './probe-round.ts';

/** Tag of a unit that drills may be aimed at, and of an account that none may touch. */
export const targetTag = 'groundcrew:drill-target';
export const protectedTag = 'groundcrew:protected';

const block = (code: string, message: string): Blocker => ({ code, message });
const list = (name: string): string[] =>
  environment(name)
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean);

/** Whether the unit is one that drills may be aimed at: tagged, allow-listed, and without anything that must live. */
export async function targetBlockers(plan: DrillPlan): Promise<Blocker[]> {
  const { target, accounts, managementAccount } = plan;
  const blockers: Blocker[] = [];
  if ((await tagsOf(target.id))[targetTag] !== 'true')
    blockers.push(block('TARGET_NOT_TAGGED', `${target.path} (${target.id}) has no tag ${targetTag}=true`));
  if (!list('DRILL_TARGETS').includes(target.id))
    blockers.push(block('TARGET_NOT_ALLOWED', `${target.id} is not in the deployment's parameter DrillTargets`));
  if (accounts.length === 0) blockers.push(block('NO_ACCOUNTS', `${target.path} has no accounts: nothing could be proven`));
  if (accounts.length > mostAccounts)
    blockers.push(
      block('TOO_MANY_ACCOUNTS', `${target.path} has ${accounts.length} accounts; a drill touches at most ${mostAccounts}`),
    );
  const delegated = await delegatedAdministrators();
  const listed = new Set(list('PROTECTED_ACCOUNTS'));
  for (const { id, name } of accounts.slice(0, mostAccounts)) {
    const why =
      id === managementAccount
        ? 'is the management account'
        : listed.has(id)
          ? "is in the deployment's parameter ProtectedAccounts"
          : delegated.has(id)
            ? 'is a delegated administrator'
            : (await tagsOf(id))[protectedTag] === 'true'
              ? `has the tag ${protectedTag}=true`
              : undefined;
    if (why !== undefined) blockers.push(block('PROTECTED_ACCOUNT', `${name} (${id}) ${why}`));
  }
  return [...blockers, ...(await slotBlockers(target.id))];
}

/** Accounts that came into the unit or left it since the plan, in words. */
export async function movedAccounts({ target, accounts }: DrillPlan): Promise<string[]> {
  const there = (await accountsBelow(target.id)).filter(({ Status }) => Status !== 'SUSPENDED').map(({ Id }) => Id!);
  const same =
    [...there].sort().join() ===
    accounts
      .map(({ id }) => id)
      .sort()
      .join();
  return same ? [] : [`the accounts of ${target.path} are not those that were approved any more: ask again`];
}

/** A unit has room for so many policies; somebody else may have taken the last. */
export async function slotBlockers(unitId: string, ours?: string): Promise<Blocker[]> {
  const attached = await policiesOn(unitId);
  const limit = Number(environment('SCPS_PER_TARGET'));
  const others = attached.filter(({ Name }) => Name !== ours).length;
  return [
    ...(others < limit
      ? []
      : [block('NO_POLICY_SLOT', `${unitId} has ${others} service control policies; ${limit} are allowed`)]),
    ...(attached.some(({ Id }) => Id === 'p-FullAWSAccess')
      ? []
      : [
          block(
            'NO_FULL_ACCESS',
            `${unitId} does not have FullAWSAccess: what is denied there cannot be told from what is not allowed`,
          ),
        ]),
  ];
}

/** What the calendar and the guards say about the window from `from` to `to` (milliseconds). */
export async function guardBlockers(plan: DrillPlan, from: number, to: number): Promise<Blocker[]> {
  const { blockedDates, blockedWindows, guardAlarms } = plan.input;
  const blockers: Blocker[] = [];
  const frozen = await frozenBecause();
  if (frozen !== undefined) blockers.push(block('FROZEN', `drills are frozen: ${frozen}`));
  for (const date of blockedDates) {
    const start = Date.parse(`${date}T00:00:00Z`);
    if (from < start + 86_400_000 && to > start) blockers.push(block('BLOCKED_DATE', `${date} is blocked`));
  }
  for (const blocked of blockedWindows)
    if (from < Date.parse(blocked.to) && to > Date.parse(blocked.from))
      blockers.push(block('BLOCKED_WINDOW', `${blocked.from} to ${blocked.to} is blocked`));
  return [...blockers, ...(await alarmBlockers(plan, guardAlarms))];
}

/** Guard alarms that are not OK. An alarm that cannot be read is no reason to go on. */
export async function alarmBlockers(plan: DrillPlan, alarms: DrillInput['guardAlarms']): Promise<Blocker[]> {
  const states = await Promise.all(
    alarms.map(async ({ alarm, region, account }) => {
      const state = await alarmState({ alarm, region, account: account === undefined ? undefined : accountOf(account, plan) });
      return state === 'OK' ? [] : [block('BLOCKING_ALARM', `alarm ${alarm} in ${region} is ${state}`)];
    }),
  );
  return states.flat();
}

/** Whether the drill could be proven: its probes must be allowed now, everywhere, by both roles. */
export async function probeBlockers(plan: DrillPlan): Promise<Blocker[]> {
  const unknown = probesOf(plan.input).filter((call) => !Object.hasOwn(probeCalls, call));
  if (unknown.length > 0) {
    const known = [...new Set(Object.keys(probeCalls).map((call) => call.split(':')[0]))].join(', ');
    return unknown.map((call) =>
      block('NO_PROBE', `no probe for ${call.split(':')[0]}: a deny of it cannot be proven (known: ${known})`),
    );
  }
  const observations = [...(await deniedRegionRound(plan)), ...(await standbyRound(plan))];
  return observations
    .filter(({ result }) => result.kind !== 'allowed')
    .map((observation) => block('PROBE_NOT_ALLOWED', `before the drill: ${inWords(observation)}`));
}

/** The undo must not live where the fault is. */
export function undoBlockers({ deniedRegion, input }: DrillPlan): Blocker[] {
  // A global service's control plane is in a Region too, but the Region itself stays.
  if (input.mode !== 'region' && input.mode !== 'region-keep-globals') return [];
  const second = environment('SECOND_REGION');
  return [
    ...(input.standbyRegion === deniedRegion ? [block('STANDBY_IS_DENIED', `${deniedRegion} cannot take over from itself`)] : []),
    ...(input.failover?.region === deniedRegion
      ? [block('FAILOVER_IS_DENIED', `the failover would run in ${deniedRegion}, which is denied: it runs where traffic goes to`)]
      : []),
    ...(deniedRegion === ownRegion() && second === 'none'
      ? [
          block(
            'UNDO_IN_DENIED_REGION',
            `the drill's machine, schedule and sweeper are in ${deniedRegion}: a drill of that Region is refused`,
          ),
        ]
      : []),
  ];
}

/** Another drill, or operations of other workflows in the unit. */
export async function runningBlockers({ drillId, target }: DrillPlan): Promise<Blocker[]> {
  const holder = await lockedBy();
  const operations = await operationsBelow([target.id]);
  const drill =
    holder === undefined || holder === drillId
      ? []
      : [block('DRILL_RUNNING', `drill ${holder} is armed; there is one at a time`)];
  return [
    ...drill,
    ...operations.map(({ workflow, executionArn }) =>
      block('OPERATIONS_RUNNING', `${workflow} works in the unit: ${executionArn}`),
    ),
  ];
}

export async function steadyBlockers(plan: DrillPlan): Promise<Blocker[]> {
  return (await unsteady(plan)).map((text) => block('STEADY_STATE', `before the drill: ${text}`));
}

/** Everything that can be asked again just before arming. */
export async function lastBlockers(plan: DrillPlan, minutes: number): Promise<Blocker[]> {
  const from = now();
  return [
    ...(await targetBlockers(plan)),
    ...(await guardBlockers(plan, from, from + minutes * 60_000)),
    ...(await runningBlockers(plan)),
    ...(await steadyBlockers(plan)),
  ];
}
