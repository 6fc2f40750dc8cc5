/** Distributed Map's reads and writes of objects, made with the machine's role like any other call. */
import { Readable } from 'node:stream';
import type { ObjectStore } from '../../engine/ports.ts';
import type { Answer, Gate } from '../gate/gate.ts';
import { awsSdkError } from './error-names.ts';
import type { ServicePort } from './service-port.ts';

/** Makes the engine's ObjectStore port. */
export function makeObjectStore(port: ServicePort, gate: Gate, account: string, region: string): ObjectStore {
  const call = <Output>(operation: string, input: object, roleArn: string): Promise<Result<Output>> =>
    gate.request(undefined, async (): Promise<Answer<Result<Output>>> => {
      const caller = port.machineSession(roleArn, 'DistributedMap');
      const outcome = await port.invoke({ service: 's3', operation, input, account, region, caller });
      const { latencyMs } = outcome;
      if ('error' in outcome) return { latencyMs, value: { ok: false, ...awsSdkError('s3', outcome.error, port.uuid()) } };
      return { latencyMs, value: { ok: true, output: outcome.output as Output } };
    });
  return {
    async getObject({ bucket, key, roleArn, versionId }) {
      const input = { Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) };
      const result = await call<{ Body?: unknown; ETag?: string }>('GetObject', input, roleArn);
      return result.ok ? { ok: true, body: await bytesOf(result.output.Body), etag: result.output.ETag ?? '' } : result;
    },
    async putObject({ bucket, key, body, roleArn }) {
      const result = await call('PutObject', { Bucket: bucket, Key: key, Body: body }, roleArn);
      return result.ok ? { ok: true } : result;
    },
    async listObjects({ bucket, prefix, roleArn }) {
      const objects: { Key: string; Size: number; Etag: string; LastModified: number; StorageClass: string }[] = [];
      let token: string | undefined;
      do {
        const input = { Bucket: bucket, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) };
        const result = await call<ListedPage>('ListObjectsV2', input, roleArn);
        if (!result.ok) return result;
        for (const { Key, Size, ETag, LastModified, StorageClass } of result.output.Contents ?? []) {
          objects.push({
            Key: Key!,
            Size: Size ?? 0,
            Etag: ETag ?? '',
            LastModified: Math.floor((LastModified?.getTime() ?? 0) / 1000),
            StorageClass: StorageClass ?? 'STANDARD',
          });
        }
        token = result.output.NextContinuationToken;
      } while (token !== undefined);
      return { ok: true, objects };
    },
  };
}

type Result<Output> =
  { readonly ok: true; readonly output: Output } | { readonly ok: false; readonly error: string; readonly cause: string };

interface ListedPage {
  readonly Contents?: readonly { Key?: string; Size?: number; ETag?: string; LastModified?: Date; StorageClass?: string }[];
  readonly NextContinuationToken?: string;
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body instanceof Readable) return Buffer.concat(await body.toArray());
  return new Uint8Array(0);
}
