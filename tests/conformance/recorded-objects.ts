import { createHash } from 'node:crypto';
import type { ObjectStore } from '../../src/engine/ports.ts';
import type { RecordedCase } from './corpus.ts';

/** The S3 objects that a case's setup put, by bucket and key; what the run writes is kept beside them. */
export function recordedObjects(recorded: RecordedCase): ObjectStore {
  const objects = new Map<string, { bucket: string; key: string; body: Uint8Array }>();
  const put = (bucket: string, key: string, body: Uint8Array): void =>
    void objects.set(`${bucket}/${key}`, { bucket, key, body });
  for (const { service, op, params } of recorded.setup ?? []) {
    if (service === 's3' && op === 'put_object') put(String(params.Bucket), String(params.Key), Buffer.from(String(params.Body)));
  }
  const etag = (body: Uint8Array): string => `"${createHash('md5').update(body).digest('hex')}"`;
  return {
    getObject: ({ bucket, key }) => {
      const found = objects.get(`${bucket}/${key}`);
      return Promise.resolve(
        found === undefined
          ? { ok: false, error: 'S3.NoSuchKeyException', cause: 'The specified key does not exist.' }
          : { ok: true, body: found.body, etag: etag(found.body) },
      );
    },
    putObject: ({ bucket, key, body }) => {
      put(bucket, key, body);
      return Promise.resolve({ ok: true });
    },
    listObjects: ({ bucket, prefix = '' }) => {
      const found = [...objects.values()].filter((object) => object.bucket === bucket && object.key.startsWith(prefix));
      const listed = found.map(({ key, body }) => ({
        Key: key,
        Size: body.length,
        Etag: etag(body),
        LastModified: Date.parse(recorded.clock) / 1000,
        StorageClass: 'STANDARD',
      }));
      return Promise.resolve({ ok: true, objects: listed.sort((a, b) => (a.Key < b.Key ? -1 : 1)) });
    },
  };
}
