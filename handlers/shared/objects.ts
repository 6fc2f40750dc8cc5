import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { client } from './clients.ts';

/** The bytes of an S3 object. Throws S3's own errors (NoSuchKey, AccessDenied). */
export async function readObject(bucket: string, key: string, versionId?: string): Promise<Uint8Array> {
  const { Body } = await client(S3Client).send(
    new GetObjectCommand({ Bucket: bucket, Key: key, ...(versionId ? { VersionId: versionId } : {}) }),
  );
  return Body ? Body.transformToByteArray() : new Uint8Array();
}

/** Writes an object; the bucket encrypts it and keeps earlier versions. */
export async function writeObject(bucket: string, key: string, body: string, contentType: string): Promise<void> {
  await client(S3Client).send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: new TextEncoder().encode(body), ContentType: contentType }),
  );
}
