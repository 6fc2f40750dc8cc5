/** MD5 digests that SQS answers with and the SDK checks (Developer Guide, "Calculating the MD5 message digest for message attributes"). */
import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

export const md5 = (data: string | Uint8Array): string => createHash('md5').update(data).digest('hex');

/** Digest of the message attributes; undefined where there are none. */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttributeValue>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const framed = (data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, data]);
  };
  const parts = names.flatMap((name) => {
    const { DataType = '', StringValue, BinaryValue } = attributes[name]!;
    const binary = DataType.startsWith('Binary');
    // A stored binary value is base64, see messages.ts.
    const value = binary ? Buffer.from(String(BinaryValue), 'base64') : Buffer.from(StringValue ?? '');
    return [framed(Buffer.from(name)), framed(Buffer.from(DataType)), Buffer.from([binary ? 2 : 1]), framed(value)];
  });
  return md5(Buffer.concat(parts));
}
