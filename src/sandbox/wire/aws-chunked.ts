/** Bodies in chunks with signatures and trailing checksums, as clients stream them to S3 (S3 API reference: Signature calculations, chunked upload). */
import type { WireRequest } from './request.ts';

/** The request with its body put together; one that is not `aws-chunked` is returned as it is. Signatures and checksums are not verified. */
export function decodeAwsChunked(request: WireRequest): WireRequest {
  const encoding = request.headers['content-encoding'];
  const streamed = request.headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false;
  if (!streamed && !encoding?.split(',').some((part) => part.trim() === 'aws-chunked')) return request;
  const headers = { ...request.headers };
  const rest = (encoding ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked');
  delete headers['content-encoding'];
  if (rest.length > 0) headers['content-encoding'] = rest.join(',');
  return {
    ...request,
    headers,
    body: joinChunks(Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength)),
  };
}

function joinChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, end === -1 ? body.length : end), 16);
    if (end === -1 || !(size > 0)) break;
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(chunks);
}
