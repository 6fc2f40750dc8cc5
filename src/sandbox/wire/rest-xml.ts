/**
 * REST XML (Smithy: AWS restXml protocol). S3 has the bucket in the host or the path, and bare errors (S3 user guide, virtual hosting); other
 * services have their errors in an ErrorResponse.
 */
import { AwsError } from '../core/errors.ts';
import { asObject } from './json.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import { bodyText, type Protocol, type WireRequest } from './request.ts';
import { inBody, payloadMember, readBindings, writeBindings } from './rest-bindings.ts';
import { matchRoute } from './routes.ts';
import { escapeXml, membersToXml, readXml, toXml } from './xml.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

export const restXml: Protocol = {
  decode(raw, model) {
    const request = decodeAwsChunked(raw);
    const { bucket, path } = model.name === 's3' ? splitBucket(request) : { path: request.path };
    const match = matchRoute(request, path, model, ({ input }) => input.members.has('Bucket') === (bucket !== undefined));
    if (!match)
      throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', { statusCode: 405 });
    const { operation } = match;
    const labels = bucket === undefined ? match.labels : new Map([...match.labels, ['Bucket', bucket]]);
    const input = readBindings(operation.input, request, labels);
    const payload = payloadMember(operation.input);
    if (!payload) return { operation, input };
    const [name, member] = payload;
    const value =
      member.kind === 'blob' ? request.body : member.kind === 'string' ? bodyText(request) : readXml(member, bodyText(request));
    if (value !== undefined) input[name] = value;
    return { operation, input };
  },

  encode(output, { output: shape, traits }, model, requestId) {
    const value = asObject(output);
    const { headers, statusCode } = writeBindings(shape, value, traits.http?.[2] ?? 200);
    const common = { 'content-type': 'application/xml', ...headers, 'x-amz-request-id': requestId };
    const payload = payloadMember(shape);
    if (payload) {
      const [name, member] = payload;
      const content = value[name];
      if (member.kind === 'blob' || member.kind === 'string') {
        const body = content == null ? Buffer.alloc(0) : Buffer.from(content as Uint8Array);
        return {
          statusCode,
          headers: {
            ...common,
            ...contentType(headers, 'application/octet-stream'),
            'content-length': headers['content-length'] ?? String(body.length),
          },
          body,
        };
      }
      const xml = content == null ? '' : declaration + toXml(member, member.traits.xmlName ?? member.name, content);
      return { statusCode, headers: common, body: Buffer.from(xml) };
    }
    if (![...shape.members.values()].some(inBody)) return { statusCode, headers: common, body: Buffer.alloc(0) };
    const root = shape.traits.xmlName ?? shape.name;
    const members = membersToXml(shape, value, (member) => !inBody(member));
    return {
      statusCode,
      headers: common,
      body: Buffer.from(`${declaration}<${root} xmlns="${model.wire.xmlNamespace}">${members}</${root}>`),
    };
  },

  encodeError({ code, message, statusCode, fields }, model, requestId) {
    const shape = model.errors.get(code);
    const status = shape?.traits.httpError ?? statusCode;
    const others = Object.entries(fields).map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
    const said = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>${others.join('')}`;
    const id = `<RequestId>${requestId}</RequestId>`;
    const document =
      model.name === 's3'
        ? `<Error>${said}${id}</Error>`
        : `<ErrorResponse xmlns="${model.wire.xmlNamespace}"><Error><Type>Sender</Type>${said}</Error>${id}</ErrorResponse>`;
    return {
      statusCode: status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: Buffer.from(declaration + document),
    };
  },
};

function contentType(headers: Record<string, string>, byDefault: string): { 'content-type': string } {
  return { 'content-type': headers['content-type'] ?? byDefault };
}

/** Hosts that S3 answers at, without a bucket before them. */
const endpoint = /^(?:s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com|localhost|\d+\.\d+\.\d+\.\d+|\[?::1\]?)$/;
const bucketHost = /^(.+?)\.(?:s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com|localhost)$/;

/** `bucket.s3.us-east-1.amazonaws.com/key` or `s3.us-east-1.amazonaws.com/bucket/key`. */
function splitBucket({ hostname, path }: WireRequest): { bucket?: string; path: string } {
  const virtual = endpoint.test(hostname) ? undefined : bucketHost.exec(hostname)?.[1];
  if (virtual !== undefined) return { bucket: virtual, path };
  const [, bucket = '', rest = ''] = /^\/([^/]*)(\/.*)?$/s.exec(path) ?? [];
  return bucket === '' ? { path: '/' } : { bucket: decodeURIComponent(bucket), path: rest === '' ? '/' : rest };
}
