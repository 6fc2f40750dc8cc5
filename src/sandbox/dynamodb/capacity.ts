/** ConsumedCapacity of the answers: 4 KB a read unit (half when eventually consistent), 1 KB a write unit. */
import type { ConsumedCapacity, ReturnConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** The member of an answer, or nothing unless `wanted` asks for it; the `bytes` are counted only then. Indexes' own share is not told apart (not AWS's). */
export function consumed(
  wanted: ReturnConsumedCapacity | undefined,
  tableName: string,
  kind: 'read' | 'consistent-read' | 'write',
  bytes: () => number,
): { ConsumedCapacity?: ConsumedCapacity } {
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return {};
  const units = Math.max(1, Math.ceil(bytes() / (kind === 'write' ? 1024 : 4096))) * (kind === 'read' ? 0.5 : 1);
  return {
    ConsumedCapacity: {
      TableName: tableName,
      CapacityUnits: units,
      ...(wanted === 'INDEXES' ? { Table: { CapacityUnits: units } } : {}),
    },
  };
}
