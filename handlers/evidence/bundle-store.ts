/** The bucket of evidence: `evidence/<id>.zip`, its manifest beside it, and the salts of what was redacted under another prefix. */
import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import type { MadeBundle } from '../../src/trace/evidence/make-bundle.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { readObject } from '../shared/objects.ts';
import { allPages } from '../shared/pages.ts';
import { environment } from '../shared/runtime.ts';

const bucket = (): string => environment('EVIDENCE_BUCKET');

export const bundleKey = (id: string): string => `evidence/${id}.zip`;
const manifestKey = (id: string): string => `evidence/${id}.manifest.json`;

export async function hasBundle(id: string): Promise<boolean> {
  try {
    await client(S3Client).send(new HeadObjectCommand({ Bucket: bucket(), Key: bundleKey(id) }));
    return true;
  } catch (error) {
    if (['NotFound', 'NoSuchKey'].includes(awsErrorName(error))) return false;
    throw error;
  }
}

/** Ids of every bundle of a workflow. */
export async function bundleIds(workflow: string): Promise<string[]> {
  const objects = await allPages(
    (token) =>
      client(S3Client).send(
        new ListObjectsV2Command({
          Bucket: bucket(),
          Prefix: `evidence/${workflow}/`,
          ...(token ? { ContinuationToken: token } : {}),
        }),
      ),
    ({ Contents }) => Contents,
    ({ NextContinuationToken }) => NextContinuationToken,
  );
  return objects.flatMap(({ Key = '' }) => /^evidence\/(.+)\.zip$/.exec(Key)?.[1] ?? []);
}

/** Bytes of a bundle's manifest. */
export async function readManifest(id: string): Promise<Uint8Array> {
  return readObject(bucket(), manifestKey(id));
}

/** Writes the salt first and the bundle last: a bundle that is there is whole. The same bundle again gives the same bytes. */
export async function writeBundle({ manifest, files }: MadeBundle, salt: Uint8Array | undefined): Promise<void> {
  const { id } = manifest;
  if (salt) await put(`salts/${id}.salt`, Buffer.from(`${Buffer.from(salt).toString('hex')}\n`), 'text/plain');
  await put(manifestKey(id), files.get('manifest.json')!, 'application/json');
  const entries = Object.fromEntries([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
  await put(bundleKey(id), zipSync(entries, { mtime: new Date(1980, 0, 1) }), 'application/zip');
}

async function put(key: string, body: Uint8Array, contentType: string): Promise<void> {
  await client(S3Client).send(new PutObjectCommand({ Bucket: bucket(), Key: key, Body: body, ContentType: contentType }));
}
