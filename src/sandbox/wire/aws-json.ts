/** AWS JSON 1.0 and 1.1: one URL, X-Amz-Target names the operation, errors carry __type (Smithy: AWS JSON protocols). */
import { AwsError } from '../core/errors.ts';
import { asObject, fromJson, toJson } from './json.ts';
import type { ServiceModel } from './model.ts';
import { bodyText, type Protocol, type WireResponse } from './request.ts';

export const awsJson: Protocol = {
  decode(request, model) {
    const name = (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
    const operation = model.operations.get(name);
    if (!operation)
      throw new AwsError('UnknownOperationException', `${model.name} has no operation ${name || '(no X-Amz-Target header)'}`);
    return { operation, input: asObject(fromJson(operation.input, parseJson(bodyText(request)))) };
  },

  encode(output, operation, model, requestId) {
    return answer(200, toJson(operation.output, output ?? {}) ?? {}, model, requestId, {});
  },

  encodeError({ code, message, statusCode, fields }, model, requestId) {
    const shape = model.errors.get(code);
    const members = shape ? asObject(toJson(shape, fields)) : fields;
    const legacy = shape?.traits.awsQueryError?.[0] ?? code;
    const sender = statusCode < 500 ? 'Sender' : 'Receiver';
    const headers: Record<string, string> = model.wire.queryCompatible ? { 'x-amzn-query-error': `${legacy};${sender}` } : {};
    const body = { __type: code, ...members, message, ...(shape?.members.has('Message') ? { Message: message } : {}) };
    return answer(statusCode, body, model, requestId, headers);
  },
};

function answer(
  statusCode: number,
  body: unknown,
  model: ServiceModel,
  requestId: string,
  headers: Record<string, string>,
): WireResponse {
  return {
    statusCode,
    headers: { ...headers, 'content-type': `application/x-amz-json-${model.wire.jsonVersion}`, 'x-amzn-requestid': requestId },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Parses a JSON body; an empty one is an empty object. Throws SerializationException. */
export function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AwsError('SerializationException', 'The request body is no JSON.', { cause: error });
  }
}
