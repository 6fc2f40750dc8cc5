/**
 * The one pace of all updates of an account and Region, as an item of the ledger: when the next call may be made. A reservation moves it by
 * one call's share of a second, so that calls never come faster than Security Hub lets them, whoever makes them; nobody has to run for it.
 */
import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { fromAttributes, toAttributes, type Value } from '../ledger/attribute-value.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment, now, region } from '../shared/runtime.ts';
import { PacerContended } from './errors.ts';

/** BatchUpdateFindings: 10 requests a second, burst 30 (Security Hub user guide, quotas). */
const perSecond = 10;
const step = 1000 / perSecond;
const tries = 8;

/** The account is in the ledger's own account: one pacer for each Region is one for each account and Region. */
const key = (): Record<string, string> => ({ pk: `PACER#${region()}`, sk: 'BatchUpdateFindings' });

/** Reserves the next call and tells when it may be made, in milliseconds since the epoch. */
export async function reserveCall(): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const at = now();
    const queued = await update('SET nextAt = nextAt + :step', 'nextAt >= :now', { ':step': step, ':now': at });
    if (queued !== undefined) return Number(queued['nextAt']);
    const idle = 'attribute_not_exists(nextAt) OR nextAt < :now';
    const first = await update('SET nextAt = :then', idle, { ':then': at + step, ':now': at });
    if (first !== undefined) return at;
  }
  throw new PacerContended(`the pacer of ${region()} changed ${tries} times while a call was being reserved`);
}

/** Takes a call at once if none is reserved for now or later. A retry may not overtake those that wait for their turn. */
export async function takeFreeCall(): Promise<boolean> {
  const at = now();
  const idle = 'attribute_not_exists(nextAt) OR nextAt < :now';
  return (await update('SET nextAt = :then', idle, { ':then': at + step, ':now': at })) !== undefined;
}

/** What the item was before; undefined when the condition does not hold. */
async function update(
  UpdateExpression: string,
  ConditionExpression: string,
  values: Readonly<Record<string, Value>>,
): Promise<Record<string, Value> | undefined> {
  try {
    const { Attributes } = await client(DynamoDBClient).send(
      new UpdateItemCommand({
        TableName: environment('LEDGER_TABLE'),
        Key: toAttributes(key()),
        UpdateExpression,
        ConditionExpression,
        ExpressionAttributeValues: toAttributes(values),
        ReturnValues: 'ALL_OLD',
      }),
    );
    return Attributes ? fromAttributes(Attributes) : {};
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || awsErrorName(error) === 'ConditionalCheckFailedException') {
      return undefined;
    }
    throw error;
  }
}
