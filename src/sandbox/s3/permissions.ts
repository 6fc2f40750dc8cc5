/** What S3's operations need. Source: Service authorization reference, "Actions, resources, and condition keys for Amazon S3". */
import type { CallContext, Permission } from '../core/service.ts';
import { currentObject } from './object-store.ts';
import { buckets } from './rows.ts';

/** `s3:<action>` on the bucket or one of its objects, with the bucket's policy and owner. */
export function bucketPermission(
  action: string,
  bucket: string | undefined,
  context: CallContext,
  details: { readonly key?: string | undefined; readonly conditions?: Readonly<Record<string, string>> } = {},
): Permission {
  const row = buckets(context.store).get(bucket ?? '');
  const arn = `arn:aws:s3:::${bucket ?? ''}`;
  return {
    action: `s3:${action}`,
    resources: [details.key === undefined ? arn : `${arn}/${details.key}`],
    conditions: details.conditions ?? {},
    resourcePolicy: row?.policy,
    ...(row ? { resourceAccount: row.account } : {}),
  };
}

interface ObjectInput {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** The `permissions` member of an operation on one bucket. */
export const onBucket =
  (action: string) =>
  ({ Bucket }: ObjectInput, context: CallContext): readonly Permission[] => [bucketPermission(action, Bucket, context)];

/**
 * Of reading an object. Who may not list the bucket is not told that an object is missing (404) but refused (403).
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, "Permissions"
 */
export const readingObject = (input: ObjectInput, context: CallContext): readonly Permission[] => {
  const bucket = buckets(context.store).get(input.Bucket ?? '');
  const missing = bucket && !currentObject(bucket, input.Key ?? '', context);
  return [...onObject('GetObject')(input, context), ...(missing ? [bucketPermission('ListBucket', input.Bucket, context)] : [])];
};

/** Of an operation on one object; a named version needs the action for versions. */
export const onObject =
  (action: string) =>
  ({ Bucket, Key, VersionId }: ObjectInput, context: CallContext): readonly Permission[] => [
    bucketPermission(VersionId === undefined ? action : `${action}Version`, Bucket, context, {
      key: Key ?? '',
      ...(VersionId === undefined ? {} : { conditions: { 's3:VersionId': VersionId } }),
    }),
  ];
