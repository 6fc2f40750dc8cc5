/**
 * Amazon EC2's form of the Query protocol: every list is flattened, names begin with a capital letter, errors have a form of their own
 * (Smithy: AWS EC2 query protocol).
 */
import { AwsError } from '../core/errors.ts';
import { numbered, parameters, type FormNode } from './query.ts';
import type { Protocol, WireResponse } from './request.ts';
import type { Shape } from './shape.ts';
import { escapeXml, membersToXml, scalarFromText } from './xml.ts';

export const ec2Query: Protocol = {
  decode(request, model) {
    const form = parameters(request);
    const name = form.children.get('Action')?.text ?? '';
    const operation = model.operations.get(name);
    if (!operation) throw new AwsError('InvalidAction', `The action ${name || '(no Action)'} is not valid for this web service.`);
    return { operation, input: (fromForm(operation.input, form) ?? {}) as Record<string, unknown> };
  },

  encode(output, { name, output: shape }, model, requestId) {
    const members = membersToXml(shape, output ?? {});
    const xml = `<${name}Response xmlns="${model.wire.xmlNamespace}"><requestId>${requestId}</requestId>${members}</${name}Response>`;
    return answer(200, xml, requestId);
  },

  encodeError({ code, message, statusCode }, _model, requestId) {
    const error = `<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
    return answer(statusCode, `<Response><Errors>${error}</Errors><RequestID>${requestId}</RequestID></Response>`, requestId);
  },
};

function answer(statusCode: number, xml: string, requestId: string): WireResponse {
  return {
    statusCode,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body: Buffer.from(xml),
  };
}

function formName(name: string, { traits }: Shape): string {
  if (traits.ec2QueryName !== undefined) return traits.ec2QueryName;
  const own = traits.xmlName ?? name;
  return own.charAt(0).toUpperCase() + own.slice(1);
}

function fromForm(shape: Shape, node: FormNode): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union': {
      const result: Record<string, unknown> = {};
      for (const [name, member] of shape.members) {
        const own = node.children.get(formName(name, member));
        const value = own && fromForm(member, own);
        if (value !== undefined) result[name] = value;
      }
      return result;
    }
    case 'list':
      return numbered(node).map((item) => fromForm(shape.element, item));
    default:
      return node.text === undefined ? undefined : scalarFromText(shape, node.text);
  }
}
