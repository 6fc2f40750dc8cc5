import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import type { Blocker, DrillInput, DrillPlan, MatrixRow } from './contract.ts';
import { checkDrill } from './contract.ts';
import { drillIdOf, iso } from './drill-entry.ts';
import { dryRun } from './dry-run.ts';
import { deniedRegionOf, faultPolicy, faultProblems, policyProblems } from './fault-policy.ts';
import { accountsBelow, describeOrganization, findUnit } from './organization.ts';
import { selfTestBlockers, undoLayers } from './self-test.ts';
import { guardBlockers, probeBlockers, runningBlockers, steadyBlockers, targetBlockers, undoBlockers } from './preflight.ts';

/** Most blockers in a refusal: a cause is at most 32 KiB. */
const mostShown = 60;

/** Settles what the drill will do and finds everything that stands against it, before anybody is asked and anything is changed. */
export const handler = task(checkDrill, async ({ input, executionArn }) => {
  const problems = faultProblems(input).map((message): Blocker => ({ code: 'INVALID_MODE', message }));
  if (problems.length > 0) return refuse(input, problems);
  const wrongTarget = targetKind(input.organizationalUnit);
  if (wrongTarget) return refuse(input, [wrongTarget]);
  const target = await findUnit(input.organizationalUnit);
  if (!target) {
    return refuse(input, [{ code: 'TARGET_UNKNOWN', message: `the organization has no unit ${input.organizationalUnit}` }]);
  }
  const { id: organizationId, managementAccount } = await describeOrganization();
  const accounts = (await accountsBelow(target.id))
    .filter(({ Status }) => Status !== 'SUSPENDED')
    .map(({ Id, Name }) => ({ id: Id!, name: Name! }));
  const drillId = drillIdOf(executionArn);
  const draft: DrillPlan = {
    ...{ drillId, input, organizationId, managementAccount, target, accounts },
    deniedRegion: deniedRegionOf(input),
    matrix: [],
    warnings: [],
    undoLayers: await undoLayers(),
    approval: question(input, target.path, accounts, [], []),
  };
  const t0 = now() + input.leadSeconds * 1000;
  const t1 = t0 + input.minutes * 60_000;
  const document = faultPolicy(input, drillId, iso(t0), iso(t1));
  const blockers = [
    ...policyProblems(document, Number(environment('SCP_SIZE'))).map((message): Blocker => ({ code: 'POLICY_INVALID', message })),
    ...unknownAccounts(draft),
    ...undoBlockers(draft),
    ...selfTestBlockers(draft),
    ...(await targetBlockers(draft)),
    ...(await guardBlockers(draft, now(), t1)),
    ...(await runningBlockers(draft)),
  ];
  // Nothing is probed in a unit that drills may not touch.
  if (blockers.length > 0) return refuse(input, blockers);
  const unready = [...(await probeBlockers(draft)), ...(await steadyBlockers(draft))];
  if (unready.length > 0) return refuse(input, unready);
  const matrix = await dryRun(draft, document, t0, t1);
  const wrong = matrix.filter((row) => !asIntended(row, draft));
  if (wrong.length > 0)
    return refuse(
      input,
      wrong.map((row) => ({ code: 'DRY_RUN', message: `the dry run differs: ${rowInWords(row)}` })),
    );
  const warnings = input.selfTest ? [] : uncounted(draft);
  return {
    dryRun: input.dryRun,
    plan: { ...draft, matrix, warnings, approval: question(input, target.path, accounts, matrix, warnings) },
  };
});

function refuse(input: DrillInput, blockers: readonly Blocker[]) {
  return { dryRun: input.dryRun, refusal: JSON.stringify({ blockers: blockers.slice(0, mostShown), total: blockers.length }) };
}

/** What the drill may not count on when it has to be ended. */
const uncounted = ({ undoLayers: layers }: DrillPlan): string[] =>
  layers
    .filter(({ counted }) => !counted)
    .map(({ layer, why }) => `the ${layer} does not count as something that ends the deny: ${why}`);

/** A drill is aimed at a unit: never at the root, never at an account. */
function targetKind(reference: string): Blocker | undefined {
  if (/^r-[0-9a-z]{4,32}$/.test(reference) || reference === 'Root')
    return { code: 'TARGET_IS_ROOT', message: 'a drill is never aimed at the root: it would meet every account' };
  if (/^\d{12}$/.test(reference))
    return { code: 'TARGET_IS_ACCOUNT', message: `a drill is aimed at an organizational unit, not at the account ${reference}` };
  return undefined;
}

/** Accounts that the input names and the unit does not have. */
function unknownAccounts({ input, accounts, target }: DrillPlan): Blocker[] {
  const named = [
    ...input.steadyState.map(({ account }) => account),
    ...input.guardAlarms.map(({ account }) => account),
    input.failover?.account,
  ].filter((account) => account !== undefined);
  return [...new Set(named)]
    .filter((reference) => !accounts.some(({ id, name }) => id === reference || name === reference))
    .filter((reference) => !/^\d{12}$/.test(reference) || reference === input.failover?.account)
    .map((reference) => ({ code: 'ACCOUNT_UNKNOWN', message: `${target.path} has no account ${reference}` }));
}

/** In the window the probe role is denied in the denied Region and nowhere else, the control role nowhere; nobody outside the window. */
function asIntended(row: MatrixRow, { input, deniedRegion }: DrillPlan): boolean {
  const everywhere =
    input.mode === 'iam-control-plane' ||
    input.mode === 'route53-control-plane' ||
    (input.mode === 'services' && input.region === undefined);
  const meant = row.principal === 'probe' && (everywhere || row.region === deniedRegion);
  return (
    row.before === 'allowed' && row.after === 'allowed' && (row.during === 'denied') === meant && row.simulator !== 'differs'
  );
}

const rowInWords = ({ account, principal, call, region, before, during, after, simulator }: MatrixRow): string =>
  `${account} ${principal} ${call} in ${region}: ${before}, ${during}, ${after}${simulator === undefined ? '' : ` (simulator ${simulator})`}`;

/** The question: what is denied to whom, and the dry run, row by row. */
function question(
  input: DrillInput,
  path: string,
  accounts: DrillPlan['accounts'],
  matrix: readonly MatrixRow[],
  warnings: readonly string[],
): DrillPlan['approval'] {
  const where = input.services?.join(', ') ?? input.mode;
  return {
    workflow: 'dr-drill',
    action: `deny ${where}${input.region === undefined ? '' : ` in ${input.region}`} to ${path} for ${input.minutes} minutes`,
    allows: [
      ...accounts.map(({ id, name }) => `account ${id} (${name})`),
      ...warnings.map((warning) => `beware: ${warning}`),
      ...matrix.map((row) => `dry run, before, during and after the window: ${rowInWords(row)}`),
    ].slice(0, 500),
    people: input.approval.people,
    expiresInSeconds: input.approval.expiresInMinutes * 60,
    reason: `${input.name}: ${input.reason}`,
  };
}
