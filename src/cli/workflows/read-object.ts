import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Connection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';

/**
 * Bytes of a file that a workflow wrote.
 * @throws CliError when S3 refuses: the execution is over, only its file cannot be read.
 */
export async function readObject({ s3 }: Pick<Connection, 's3'>, bucket: string, key: string): Promise<Uint8Array> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body ? await Body.transformToByteArray() : new Uint8Array();
  } catch (error) {
    const { name, message } = error as Error;
    throw new CliError(
      `the execution ended, but its file s3://${bucket}/${key} cannot be read: ${name}: ${message}`,
      name === 'NoSuchKey' ? ExitCode.NotFound : ExitCode.AwsAccess,
      'groundcrew show latest tells how it ended; the caller needs s3:GetObject on results/',
      { cause: error },
    );
  }
}
