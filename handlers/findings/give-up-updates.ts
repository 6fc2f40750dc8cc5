import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { client } from '../shared/clients.ts';
import { environment } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { giveUpUpdates } from './contract.ts';
import { readJson } from './files.ts';
import { recordOutcome } from './finding-entry.ts';
import { inParallel } from './parallel.ts';
import { readGroupEntry, updateGroup, writeGroupEntry } from './update-group.ts';

/**
 * Ends a group that could not be sent: what is left goes to the dead-letter queue with its reason, and ends as FAILED. The message has the
 * group's file, from which the update can be sent again by hand.
 */
export const handler = task(giveUpUpdates, async ({ key, error, cause }) => {
  const group = updateGroup.parse(await readJson(key));
  const known = await readGroupEntry(group.batch, group.group);
  const left = known?.left ?? group.findings.map((_finding, place) => place);
  const reason = `${error}: ${cause}`.slice(0, 900);
  if (left.length > 0 && known?.state !== 'DONE') {
    const message = {
      batch: group.batch,
      group: group.group,
      file: key,
      reason,
      findings: left.map((place) => group.findings[place]!),
    };
    await client(SQSClient).send(
      new SendMessageCommand({ QueueUrl: environment('DEAD_LETTER_QUEUE'), MessageBody: JSON.stringify(message) }),
    );
    await inParallel(left, 25, (place) =>
      recordOutcome(group.purpose, group.findings[place]!, group.batch, 'FAILED', `the update was given up: ${reason}`),
    );
    const failed = [...(known?.failed ?? []), ...left.map((place) => ({ place, reason }))];
    await writeGroupEntry(group.batch, group.group, { state: 'DONE', left: [], failed }, known?.version ?? 0);
  }
  const failed = (known?.failed.length ?? 0) + left.length;
  return { group: group.group, processed: group.findings.length - failed, failed };
});
