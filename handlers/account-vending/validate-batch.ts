import { awsErrorName } from '../shared/errors.ts';
import { readObject, writeObject } from '../shared/objects.ts';
import { refusal } from '../shared/refusal.ts';
import { environment } from '../shared/runtime.ts';
import { inputErrorsOf } from '../shared/input-error.ts';
import { task } from '../shared/task.ts';
import { roomOf } from '../slots/room.ts';
import { readSlots } from '../slots/slot-state.ts';
import { readBatchFile } from './batch-file.ts';
import { validateBatch, workflowInput } from './contract.ts';
import type { InputError, RunFiles } from './contract.ts';
import { keepOutOfDrills } from './drills.ts';
import { forecast } from './forecast.ts';
import { planBatch } from './plan-batch.ts';
import { settlementOf, tooManyTerminations } from './settlement.ts';

/** Reads and checks the batch file and writes the plan, or every error. Changes nothing but files under results/<execution>/. */
export const handler = task(validateBatch, async ({ input, executionArn, executionName }) => {
  const files = runFiles(executionName);
  const parsed = workflowInput.safeParse(input);
  const bucket = (parsed.success && parsed.data.bucket) || environment('BATCH_BUCKET');
  const common = {
    bucket,
    dryRun: parsed.success && parsed.data.dryRun,
    allOrNothing: parsed.success && parsed.data.allOrNothing,
    files,
  };
  const refuse = async (errors: readonly InputError[]): Promise<typeof common & { refusal: string }> => {
    await writeObject(environment('BATCH_BUCKET'), files.errors, `${JSON.stringify(errors, null, 2)}\n`, 'application/json');
    return { ...common, refusal: refusal(errors, files.errors) };
  };
  if (!parsed.success) {
    return refuse(inputErrorsOf(parsed.error));
  }

  let bytes: Uint8Array;
  try {
    bytes = await readObject(bucket, parsed.data.key, parsed.data.versionId);
  } catch (error) {
    if (!['NoSuchKey', 'NoSuchBucket', 'NoSuchVersion'].includes(awsErrorName(error))) throw error;
    return refuse([
      {
        row: 0,
        column: 'key',
        code: 'NO_SUCH_FILE',
        message: `s3://${bucket}/${parsed.data.key} is not there (${awsErrorName(error)}).`,
      },
    ]);
  }
  const file = readBatchFile(bytes);
  if (!file.ok) return refuse(file.errors);
  const plan = await planBatch(file.rows);
  if (plan.errors.length > 0) return refuse(plan.errors);
  const tooMany = tooManyTerminations(plan.failedProducts, parsed.data.maxTerminations);
  if (tooMany.length > 0) return refuse(tooMany);
  const keptOut = await keepOutOfDrills(executionArn, plan.places, parsed.data.dryRun);
  if (keptOut.length > 0) return refuse(keptOut);

  await writeObject(bucket, files.plan, plan.rows.map((row) => `${JSON.stringify(row)}\n`).join(''), 'application/jsonl');
  const slots = Number(environment('CONTROL_TOWER_SLOTS'));
  const settlement = settlementOf(plan.failedProducts, parsed.data.approvalHours);
  return {
    ...common,
    ...(settlement ? { settlement } : {}),
    summary: {
      total: plan.rows.length,
      ...plan.counts,
      slots,
      slotsFree: Math.max(0, (await roomOf('control-tower', await readSlots('control-tower'))).free),
      ...forecast(plan.counts, plan.failedProducts.length, slots),
    },
  };
});

/** Where a run's files are: no trigger listens below results/. */
export function runFiles(executionName: string): RunFiles {
  const folder = `results/${executionName}`;
  return {
    plan: `${folder}/plan.jsonl`,
    mapResults: `${folder}/map`,
    errors: `${folder}/errors.json`,
    result: `${folder}/result.csv`,
    failed: `${folder}/failed.csv`,
    rows: `${folder}/rows.json`,
  };
}
