import { StartExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { gatherFindings } from './contract.ts';
import { batchFile, writeLines } from './files.ts';

/** An event of Security Hub, as a rule puts it into the queue. */
const event = z.object({ 'detail-type': z.string(), detail: z.object({ findings: z.array(z.unknown()) }) });
const customAction = 'Security Hub Findings - Custom Action';

/**
 * Puts the findings of a burst of events into one file and starts the machine for it. What a person chose in the console starts an execution of
 * its own. Messages that are no events stay in the queue, and end in its dead-letter queue. The same messages again start nothing twice.
 */
export const handler = task(gatherFindings, async ({ Records }) => {
  const read = Records.map(({ messageId, body }) => ({ messageId, event: parse(body) }));
  const bad = read.filter((one) => one.event === undefined).map(({ messageId }) => ({ itemIdentifier: messageId }));
  for (const asked of [false, true]) {
    const own = read.filter((one) => one.event && (one.event['detail-type'] === customAction) === asked);
    if (own.length > 0)
      await start(
        own.map(({ messageId }) => messageId),
        own.flatMap((one) => one.event!.detail.findings),
        asked,
      );
  }
  return { batchItemFailures: bad };
});

async function start(messages: readonly string[], findings: readonly unknown[], asked: boolean): Promise<void> {
  const batch = `events-${createHash('sha256')
    .update([...messages].sort().join())
    .digest('hex')
    .slice(0, 20)}`;
  const key = batchFile(batch, 'findings.jsonl');
  await writeLines(key, findings);
  try {
    await client(SFNClient).send(
      new StartExecutionCommand({
        stateMachineArn: environment('MACHINE_ARN'),
        name: batch,
        input: JSON.stringify({ batch, key, ...(asked ? { asked } : {}) }),
      }),
    );
  } catch (error) {
    if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
  }
}

function parse(body: string): z.output<typeof event> | undefined {
  try {
    return event.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
