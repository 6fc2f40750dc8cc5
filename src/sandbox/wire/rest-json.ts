/** AWS REST JSON: the URI names the operation, errors by the header x-amzn-errortype (Smithy: AWS restJson1 protocol). */
import { AwsError } from '../core/errors.ts';
import { parseJson } from './aws-json.ts';
import { asObject, fromJson, toJson } from './json.ts';
import { bodyText, type Protocol } from './request.ts';
import { inBody, payloadMember, readBindings, writeBindings } from './rest-bindings.ts';
import { matchRoute } from './routes.ts';

export const restJson: Protocol = {
  decode(request, model) {
    const match = matchRoute(request, request.path, model);
    if (!match)
      throw new AwsError('UnknownOperationException', `${model.name} has no operation at ${request.method} ${request.path}`);
    const { operation, labels } = match;
    const { input: shape } = operation;
    const input = readBindings(shape, request, labels);
    const payload = payloadMember(shape);
    if (!payload) return { operation, input: { ...asObject(fromJson(shape, parseJson(bodyText(request)))), ...input } };
    const [name, member] = payload;
    if (request.body.length === 0) return { operation, input };
    input[name] =
      member.kind === 'blob'
        ? request.body
        : member.kind === 'string'
          ? bodyText(request)
          : fromJson(member, parseJson(bodyText(request)));
    return { operation, input };
  },

  encode(output, { output: shape, traits }, _model, requestId) {
    const value = asObject(output);
    const { headers, statusCode } = writeBindings(shape, value, traits.http?.[2] ?? 200);
    const payload = payloadMember(shape);
    const common = { ...headers, 'x-amzn-requestid': requestId };
    if (payload?.[1].kind === 'blob' || payload?.[1].kind === 'string') {
      const content = value[payload[0]];
      const body = content == null ? Buffer.alloc(0) : Buffer.from(content as Uint8Array);
      return { statusCode, headers: { 'content-type': 'application/octet-stream', ...common }, body };
    }
    const members = payload
      ? toJson(payload[1], value[payload[0]])
      : bodyMembers(
          toJson(shape, value),
          [...shape.members].filter(([, member]) => inBody(member)),
        );
    const body = statusCode === 204 ? Buffer.alloc(0) : Buffer.from(JSON.stringify(members ?? {}));
    return { statusCode, headers: { 'content-type': 'application/json', ...common }, body };
  },

  encodeError({ code, message, statusCode, fields }, model, requestId) {
    const shape = model.errors.get(code);
    const headers = shape ? writeBindings(shape, fields, 0).headers : {};
    const messageMember = shape?.members.has('Message') ? 'Message' : 'message';
    const members = shape ? asObject(toJson(shape, fields)) : fields;
    return {
      statusCode: shape?.traits.httpError ?? statusCode,
      headers: { ...headers, 'content-type': 'application/json', 'x-amzn-errortype': code, 'x-amzn-requestid': requestId },
      body: Buffer.from(JSON.stringify({ ...members, [messageMember]: message })),
    };
  },
};

function bodyMembers(
  written: unknown,
  members: readonly (readonly [string, { traits: { jsonName?: string } }])[],
): Record<string, unknown> {
  const all = asObject(written);
  const names = new Set(members.map(([name, { traits }]) => traits.jsonName ?? name));
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}
