/**
 * One run of account-vending: `node vending-worker.mjs <rows> <slots> <folder>`. Prints the figures as JSON. With a folder of `-` everything
 * stays in memory, else histories, journal and files are written there as the command does.
 */
import { ListRecordHistoryCommand, ServiceCatalogClient, type RecordDetail } from '@aws-sdk/client-service-catalog';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listStateMachines } from '../src/cli/find-execution.ts';
import { findMachine } from '../src/cli/workflows/machine.ts';
import { openLocal } from '../src/local/index.ts';
import { idleShare, listSchedule, makespan, waves, type Operation } from './schedule.ts';
import { batchOf, organizationOf } from './vending-organization.ts';

/** What one run measured. Seconds are of wall time, `cpuSeconds` of processor time (all threads), hours of virtual time. */
export interface VendingFigures {
  readonly rows: number;
  readonly slots: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
  readonly hours: number;
  readonly listScheduleHours: number;
  readonly wavesHours: number;
  readonly idlePercent: number;
}

const [rowsText = '', slotsText = '', folder = '-'] = process.argv.slice(2);
const rows = Number(rowsText);
const slots = Number(slotsText);

const scratch = mkdtempSync(join(tmpdir(), 'groundcrew-bench-'));
const organizationFile = join(scratch, 'bench.yml');
writeFileSync(organizationFile, organizationOf(rows, slots));
const batch = batchOf(rows);

const startedAt = performance.now();
const local = await openLocal({ organizationFile, ...(folder === '-' ? {} : { directory: folder }) });
const config = local.sdkConfig('bench');
const stepFunctions = new SFNClient(config);
const s3 = new S3Client(config);
const key = 'inputs/bench.csv';
await s3.send(new PutObjectCommand({ Bucket: local.stackOutputs['management']!['BatchBucketName']!, Key: key, Body: batch }));
const { executionArn } = await stepFunctions.send(
  new StartExecutionCommand({
    stateMachineArn: findMachine(await listStateMachines(stepFunctions), 'account-vending')!.arn,
    name: 'bench',
    input: JSON.stringify({ key }),
  }),
);
await local.run(executionArn!);
const { status, output, cause } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage();
const succeeded = (JSON.parse(output ?? '{}') as { summary?: { succeeded?: number } }).summary?.succeeded;
if (status !== 'SUCCEEDED' || succeeded !== rows) {
  throw new Error(`${status}: ${succeeded ?? 0} of ${rows} rows vended. ${cause ?? ''}`);
}

const operations = await launches();
const hour = 3_600_000;
const figures: VendingFigures = {
  rows,
  slots,
  seconds,
  cpuSeconds: (user + system) / 1e6,
  rssMb: process.resourceUsage().maxRSS / 1024,
  hours: makespan(operations) / hour,
  listScheduleHours: listSchedule(operations, slots) / hour,
  wavesHours: waves(operations, slots) / hour,
  idlePercent: 100 * idleShare(operations, slots),
};
process.stdout.write(JSON.stringify(figures) + '\n');
for (const client of [stepFunctions, s3]) client.destroy();
await local.close();
rmSync(scratch, { recursive: true });

async function launches(): Promise<Operation[]> {
  const catalog = new ServiceCatalogClient(config);
  const records: RecordDetail[] = [];
  let PageToken: string | undefined;
  do {
    const page = await catalog.send(
      new ListRecordHistoryCommand({ AccessLevelFilter: { Key: 'Account', Value: 'self' }, PageToken }),
    );
    records.push(...(page.RecordDetails ?? []));
    PageToken = page.NextPageToken;
  } while (PageToken);
  catalog.destroy();
  return records.map(({ CreatedTime, UpdatedTime }) => ({ startedAt: CreatedTime!.getTime(), endedAt: UpdatedTime!.getTime() }));
}
