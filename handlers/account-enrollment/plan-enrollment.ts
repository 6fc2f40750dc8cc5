import type { WorkflowInput, PlanRow, InputError, RunFiles, ReportRow } from './contract.ts';
import { inputOf, planEnrollment, workflowInput } from './contract.ts';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { resolveAccess } from './resolve-access.ts';
import { readEnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { readObject, writeObject } from '../shared/objects.ts';
import { refusal } from '../shared/refusal.ts';
import { environment } from '../shared/runtime.ts';
import { inputErrorsOf } from '../shared/input-error.ts';
import { task } from '../shared/task.ts';
import { executionName, hashOfAsked } from './asked.ts';
import { fixesOf } from './fixes.ts';
import { nextAttempt, readDeadNames } from './next-attempt.ts';
import { lineage, readTree, type Tree } from './organization-facts.ts';
import { precheck, type Precheck, type Prechecked } from './precheck.ts';
import { resolveTargets } from './resolve-targets.ts';
import { readTargetsFile, type TargetRow } from './targets-file.ts';

/** Characters of a line of what is to be approved. */
const approvedText = 500;

/** Minutes that Control Tower usually takes, for the forecast (not AWS's promise). */
const usualMinutes = { 'service-catalog': 20, 'move-account': 12, 'reset-baseline': 15 } as const;

/** Reads the targets, checks every account, writes report and plan. Changes nothing but files under results/<execution>/. */
export const handler = task(planEnrollment, async ({ input, executionName: name, phase }) => {
  const files = runFiles(name);
  const bucket = environment('BATCH_BUCKET');
  const parsed = workflowInput.safeParse(inputOf(input));
  const common = {
    bucket,
    dryRun: parsed.success && parsed.data.dryRun,
    allOrNothing: parsed.success && parsed.data.allOrNothing,
    enableControls: parsed.success ? parsed.data.enableControls : [],
    files,
    approve: [] as string[],
  };
  const refuse = async (errors: readonly InputError[]) => {
    await writeObject(bucket, files.errors, `${JSON.stringify(errors, null, 2)}\n`, 'application/json');
    return { ...common, refusal: refusal(errors, files.errors) };
  };
  if (!parsed.success) {
    return refuse(inputErrorsOf(parsed.error));
  }
  const file = await readRows(parsed.data);
  if ('errors' in file) return refuse(file.errors);
  const tree = await readTree();
  const { Organization } = await client(OrganizationsClient).send(new DescribeOrganizationCommand({}));
  const { targets, errors } = resolveTargets(parsed.data, file.rows, tree, Organization!.MasterAccountId!);
  const access = await resolveAccess(targets);
  const wrong = [...errors, ...access.errors];
  if (wrong.length > 0) return refuse(wrong.sort((one, other) => one.row - other.row));

  const checked = await precheck(parsed.data, targets, tree);
  if (!checked) {
    const message = 'Control Tower has no landing zone in this Region: set one up first.';
    return refuse([{ row: 0, column: '', code: 'NO_LANDING_ZONE', message }]);
  }
  if (phase === 'first') await writeObject(bucket, files.settled, '[]\n', 'application/json');
  const report = checked.rows.map(({ target: _target, baseline: _baseline, ...row }): ReportRow => row);
  await writeObject(bucket, files.report, `${JSON.stringify(report, null, 2)}\n`, 'application/json');
  const blocked = report.filter(({ status }) => status === 'blocked');
  const fixable = phase === 'first' ? blocked.filter((row) => fixesOf(row, parsed.data.fix).length > 0) : [];
  if (phase === 'first' && parsed.data.allOrNothing && !parsed.data.dryRun && blocked.length > fixable.length) {
    return refuse(
      blocked.flatMap(({ row, findings }) =>
        findings
          .filter(({ severity }) => severity === 'blocker')
          .map(({ code, message, fix }) => ({ row, column: 'Account', code, message: `${message} ${fix}` })),
      ),
    );
  }
  /* All or nothing: what the fixes could not put right keeps everything from being begun. */
  const nothing = phase === 'again' && parsed.data.allOrNothing && blocked.length > 0;
  const rows = nothing ? [] : await planRows(parsed.data, checked, access, tree);
  await writeObject(bucket, files.plan, rows.map((row) => `${JSON.stringify(row)}\n`).join(''), 'application/jsonl');
  const count = (status: ReportRow['status']): number => report.filter((row) => row.status === status).length;
  return {
    ...common,
    summary: {
      total: report.length,
      ready: count('ready'),
      blocked: count('blocked'),
      done: count('done'),
      fixable: fixable.length,
      slots: checked.slots,
      ...forecast(checked.rows, checked.slots),
    },
    approve: fixable.flatMap(({ accountId, findings }) =>
      findings
        .filter(({ fixName }) => fixName === 'terminate-failed-products' && parsed.data.fix.includes(fixName))
        .map(({ subject, message }) => `${subject} of account ${accountId}: ${message}`.slice(0, approvedText)),
    ),
  };
});

async function readRows(input: WorkflowInput): Promise<{ rows: readonly TargetRow[] } | { errors: InputError[] }> {
  if (input.key === undefined) return { rows: [] };
  const bucket = environment('BATCH_BUCKET');
  try {
    const file = readTargetsFile(await readObject(bucket, input.key));
    return file.ok ? { rows: file.rows } : { errors: file.errors };
  } catch (error) {
    if (awsErrorName(error) !== 'NoSuchKey') throw error;
    const message = `s3://${bucket}/${input.key} is not there (${awsErrorName(error)}).`;
    return { errors: [{ row: 0, column: 'key', code: 'NO_SUCH_FILE', message }] };
  }
}

async function planRows(
  input: WorkflowInput,
  { rows, product }: Precheck,
  { instanceArn, pairs }: Awaited<ReturnType<typeof resolveAccess>>,
  tree: Tree,
): Promise<PlanRow[]> {
  const ready = rows.filter(({ status }) => status === 'ready');
  const deadNames = ready.length > 0 ? await readDeadNames() : new Set<string>();
  const plan: PlanRow[] = [];
  for (const { target, baseline, path, row } of ready) {
    const { account, unit, parentId } = target;
    const asked = {
      accountId: account.Id!,
      target: { id: unit.id, arn: unit.arn, name: unit.name, path: unit.path, managed: `${unit.name} (${unit.id})` },
      path,
      ssoUserEmail: input.ssoUserEmail ?? account.Email!,
      access: target.access.map((pair) => ({ ...pair, ...pairs.get(`${pair.group}:${pair.permissionSet}`)! })),
    };
    const hash = hashOfAsked(asked);
    const entry = await readEnrollmentEntry(account.Id!);
    const next = await nextAttempt(account.Id!, entry, hash, deadNames);
    /* Where an earlier execution has moved it already, it goes back to where it was before that. */
    const moved = entry !== undefined && entry.targetUnitId === parentId && entry.state !== 'SETTLED';
    plan.push({
      row,
      accountName: account.Name!,
      accountEmail: account.Email!,
      accountArn: account.Arn!,
      sourceParentId: moved ? entry.sourceParentId : parentId,
      lineages: [account.Id!, unit.id].map((id) => [...lineage(tree, id)]),
      ...asked,
      targetBaseline: baseline!.arn,
      identityCenter: { instanceArn },
      product: product ?? { productId: '', provisioningArtifactId: '' },
      asked: hash,
      ...next,
      executionName: executionName(account.Id!, hash, next.generation, next.attempt),
    });
  }
  return plan;
}

/** By path: Account Factory fills the slots, moves go one at a time into an OU, a reset takes an OU's accounts together. */
function forecast(rows: readonly Prechecked[], slots: number): { expectedMinutes: number; paths: Record<string, number> } {
  const ready = rows.filter(({ status }) => status === 'ready');
  const paths: Record<string, number> = {};
  for (const { path } of ready) paths[path] = (paths[path] ?? 0) + 1;
  const of = (path: ReportRow['path']): readonly Prechecked[] => ready.filter((row) => row.path === path);
  const perUnit = new Map<string, number>();
  for (const { target } of of('move-account')) perUnit.set(target.unit.id, (perUnit.get(target.unit.id) ?? 0) + 1);
  const longestUnit = Math.max(0, ...perUnit.values());
  const moves = Math.max(longestUnit, Math.ceil(of('move-account').length / slots)) * usualMinutes['move-account'];
  const launches = Math.ceil(of('service-catalog').length / slots) * usualMinutes['service-catalog'];
  const resets = new Set(of('reset-baseline').map(({ target }) => target.unit.id)).size * usualMinutes['reset-baseline'] * 2;
  return { expectedMinutes: moves + launches + resets, paths };
}

/** Where a run's files are: no trigger listens below results/. */
function runFiles(name: string): RunFiles {
  const folder = `results/${name}`;
  return {
    report: `${folder}/report.json`,
    plan: `${folder}/plan.jsonl`,
    mapResults: `${folder}/map`,
    errors: `${folder}/errors.json`,
    result: `${folder}/result.csv`,
    failed: `${folder}/failed.csv`,
    rows: `${folder}/rows.json`,
    settled: `${folder}/settled.json`,
  };
}
