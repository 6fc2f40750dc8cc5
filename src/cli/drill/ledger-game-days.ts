/** Game days in the ledger, read and written with the operator's own rights. */
import { DeleteItemCommand, UpdateItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { gameDay, type GameDay } from '../../../handlers/dr-drill/contract.ts';
import type { Connection } from '../connection.ts';
import { drillItems, withLedger } from './ledger-drills.ts';

export interface LedgerGameDay {
  readonly definition: GameDay;
  readonly since: string;
  readonly turn: number;
  readonly lastExecution?: string;
  readonly lastSkip?: { readonly at: string; readonly reason: string };
}

const prefix = 'GAME-DAY#';
const keyOf = (name: string): Record<string, AttributeValue> => ({ pk: { S: 'DRILL' }, sk: { S: `${prefix}${name}` } });

export async function readGameDays(connection: Connection, place: string): Promise<LedgerGameDay[]> {
  const items = await drillItems(connection, place);
  return items
    .filter(({ sk }) => sk?.S?.startsWith(prefix))
    .map(({ definition, since, turn, lastExecution, lastSkip }) => ({
      definition: gameDay.parse(JSON.parse(definition!.S!)),
      since: since?.S ?? '',
      turn: Number(turn?.N ?? 0),
      ...(lastExecution?.S === undefined ? {} : { lastExecution: lastExecution.S }),
      ...(lastSkip?.M ? { lastSkip: { at: lastSkip.M['at']?.S ?? '', reason: lastSkip.M['reason']?.S ?? '' } } : {}),
    }));
}

/** Writes what a game day is; whose turn it is and since when it is there stay. */
export async function writeGameDay(connection: Connection, place: string, definition: GameDay): Promise<void> {
  await withLedger(connection, place, async (client, TableName) => {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(definition.name),
        UpdateExpression: 'SET #definition = :definition, since = if_not_exists(since, :now), appliedAt = :now, appliedBy = :by',
        // A reserved word.
        ExpressionAttributeNames: { '#definition': 'definition' },
        ExpressionAttributeValues: {
          ':definition': { S: JSON.stringify(definition) },
          ':now': { S: new Date(connection.now()).toISOString() },
          ':by': { S: connection.caller },
        },
      }),
    );
  });
}

export async function removeGameDay(connection: Connection, place: string, name: string): Promise<void> {
  await withLedger(connection, place, async (client, TableName) => {
    await client.send(new DeleteItemCommand({ TableName, Key: keyOf(name) }));
  });
}
