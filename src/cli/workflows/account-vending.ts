/** account-vending for the command: a CSV file in, rows and result files out. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { rowResult, rowStatus, validateBatch } from '../../../handlers/account-vending/contract.ts';
import type { ObservedEvent } from '../connection.ts';
import { UsageError } from '../errors.ts';
import { readVendingResult } from './account-vending-result.ts';
import { parseJson } from './parse-json.ts';
import type { InputFile, ItemProgress, Workflow } from './workflow.ts';

export const accountVending: Workflow = {
  name: 'account-vending',
  purpose: 'vend the accounts of a CSV file through Control Tower Account Factory',
  target: 'management',
  example: 'examples/accounts.csv',

  async prepare(file, { dryRun, allOrNothing }, connection) {
    if (!file) {
      throw new UsageError(
        'account-vending needs a CSV file of accounts',
        'give one: groundcrew start account-vending --input accounts.csv (examples/accounts.csv shows the columns)',
      );
    }
    const key = inputKey(file);
    await connection.s3.send(
      new PutObjectCommand({
        Bucket: await connection.output('BatchBucketName'),
        Key: key,
        Body: file.bytes,
        ContentType: 'text/csv',
      }),
    );
    return {
      nameStem: stemOf(file.name),
      input: { key, ...(dryRun ? { dryRun } : {}), ...(allOrNothing ? { allOrNothing } : {}) },
    };
  },

  result: readVendingResult,

  itemCount({ event }) {
    const exited = event.stateExitedEventDetails;
    if (exited?.name !== 'Validate Batch') return undefined;
    return validateBatch.output.safeParse(parseJson(exited.output)).data?.summary?.total;
  },

  itemFinished,
};

/** Key below inputs/, where no trigger listens (batches/ would start a second execution). The same content has the same key. */
function inputKey({ name, bytes }: InputFile): string {
  return `inputs/${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}/${stemOf(name)}.csv`;
}

/** A file's name without its extension, of letters, digits, `_` and `-` only. */
function stemOf(name: string): string {
  return (
    name
      .replace(/\.[^.]*$/, '')
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'accounts'
  );
}

/**
 * The end of a row: its execution in the map of account-vending. Not that of vend-account, which a row has none of when an earlier
 * execution has done it.
 */
function itemFinished({ executionArn, event }: ObservedEvent): ItemProgress | undefined {
  /* A map's child: arn:aws:states:<region>:<account>:execution:<machine>/<map run>:<name>. */
  if (!/^[^/]*account-vending\//.test(executionArn.split(':')[6] ?? '')) return undefined;
  const ended = event.executionSucceededEventDetails;
  const parsed = ended ? rowResult.safeParse(parseJson(ended.output)) : undefined;
  if (parsed?.success) {
    const { accountName, status, accountId, errorMsg } = parsed.data;
    return { label: accountName, ok: status === rowStatus.enum.SUCCEEDED, detail: errorMsg ?? accountId ?? status };
  }
  const failure = event.executionFailedEventDetails ?? event.executionTimedOutEventDetails ?? event.executionAbortedEventDetails;
  if (!failure) return undefined;
  return { label: 'a row', ok: false, detail: [failure.error, failure.cause].filter(Boolean).join(': ') };
}
