/** How many changes an account has had this hour: a counter in the ledger, taken before the change. */
import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../ledger/attribute-value.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment, now } from '../shared/runtime.ts';
import { CapReached } from './errors.ts';

const keptSeconds = 7 * 86_400;

/** Takes one change of the account's hour. Throws CapReached when none is left. */
export async function takeChange(account: string, capPerHour: number): Promise<void> {
  const hour = new Date(now()).toISOString().slice(0, 13);
  try {
    await client(DynamoDBClient).send(
      new UpdateItemCommand({
        TableName: environment('LEDGER_TABLE'),
        Key: toAttributes({ pk: `CAP#${account}`, sk: hour }),
        UpdateExpression: 'SET changes = if_not_exists(changes, :zero) + :one, expiresAt = :expiry',
        ConditionExpression: 'attribute_not_exists(changes) OR changes < :cap',
        ExpressionAttributeValues: toAttributes({
          ':zero': 0,
          ':one': 1,
          ':cap': capPerHour,
          ':expiry': Math.floor(now() / 1000) + keptSeconds,
        }),
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || awsErrorName(error) === 'ConditionalCheckFailedException') {
      throw new CapReached(`account ${account} has had ${capPerHour} changes in the hour from ${hour}:00Z, the most it may`);
    }
    throw error;
  }
}
