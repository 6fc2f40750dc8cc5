/** Events that S3 sends to EventBridge for buckets that have it on (S3 user guide, "EventBridge event message structure"). */
import type { CallContext } from '../core/service.ts';
import type { BucketRow, ObjectRow } from './rows.ts';

/** Emits `Object Created` or `Object Deleted`. */
export function emitObjectEvent(
  type: 'Object Created' | 'Object Deleted',
  reason: string,
  bucket: BucketRow,
  object: ObjectRow,
  context: CallContext,
): void {
  if (!bucket.eventBridge) return;
  const versionId = object.versionId === 'null' ? {} : { 'version-id': object.versionId };
  context.emit({
    source: 'aws.s3',
    'detail-type': type,
    account: bucket.account,
    region: bucket.region,
    resources: [`arn:aws:s3:::${bucket.name}`],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key: object.key,
        ...(type === 'Object Created' ? { size: object.size, etag: object.etag.replaceAll('"', '') } : {}),
        ...versionId,
        sequencer: object.sequence.toString(16).toUpperCase().padStart(18, '0'),
      },
      'request-id': context.requestId.replaceAll('-', '').slice(0, 16).toUpperCase(),
      requester: context.caller.account,
      'source-ip-address': '127.0.0.1',
      reason,
      ...(type === 'Object Deleted'
        ? { 'deletion-type': object.deleteMarker ? 'Delete Marker Created' : 'Permanently Deleted' }
        : {}),
    },
  });
}
