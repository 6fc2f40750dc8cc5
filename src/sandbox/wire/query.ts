/** The AWS Query protocol of STS, IAM, SNS and CloudWatch: form-encoded requests, XML answers (Smithy: AWS query protocol). */
import { AwsError } from '../core/errors.ts';
import { ownRecord } from './json.ts';
import { bodyText, queryValue, type Protocol, type WireRequest, type WireResponse } from './request.ts';
import type { Shape } from './shape.ts';
import { escapeXml, membersToXml, scalarFromText } from './xml.ts';

/** Form parameters as a tree: `Tags.member.1.Key` is a leaf four levels deep. */
export interface FormNode {
  text?: string;
  readonly children: Map<string, FormNode>;
}

export const query: Protocol = {
  decode(request, model) {
    const form = parameters(request);
    const name = form.children.get('Action')?.text ?? '';
    const operation = model.operations.get(name);
    if (!operation)
      throw new AwsError('InvalidAction', `Could not find operation ${name || '(no Action)'} for service ${model.name}`);
    return { operation, input: (fromForm(operation.input, form) ?? {}) as Record<string, unknown> };
  },

  encode(output, { name, output: shape }, model, requestId) {
    const result = `<${name}Result>${membersToXml(shape, output ?? {})}</${name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return answer(200, `<${name}Response xmlns="${model.wire.xmlNamespace}">${result}${metadata}</${name}Response>`, requestId);
  },

  encodeError({ code, message, statusCode, fields }, model, requestId) {
    const shape = model.errors.get(code);
    const [wireCode, status] = shape?.traits.awsQueryError ?? [code, statusCode];
    const type = status < 500 ? 'Sender' : 'Receiver';
    const others = shape ? membersToXml(shape, fields) : '';
    const body = `<Type>${type}</Type><Code>${escapeXml(wireCode)}</Code><Message>${escapeXml(message)}</Message>${others}`;
    const xml = `<ErrorResponse xmlns="${model.wire.xmlNamespace}"><Error>${body}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return answer(status, xml, requestId);
  },
};

function answer(statusCode: number, xml: string, requestId: string): WireResponse {
  return { statusCode, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body: Buffer.from(xml) };
}

export function parameters(request: WireRequest): FormNode {
  const root: FormNode = { children: new Map() };
  const add = (name: string, value: string): void => {
    let node = root;
    for (const part of name.split('.')) {
      let next = node.children.get(part);
      if (!next) {
        next = { children: new Map() };
        node.children.set(part, next);
      }
      node = next;
    }
    node.text = value;
  };
  for (const name of Object.keys(request.query)) add(name, queryValue(request, name) ?? '');
  for (const [name, value] of new URLSearchParams(bodyText(request))) add(name, value);
  return root;
}

function fromForm(shape: Shape, node: FormNode): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union': {
      const result: Record<string, unknown> = {};
      for (const [name, member] of shape.members) {
        const own = node.children.get(member.traits.xmlName ?? name);
        const value = own && fromForm(member, own);
        if (value !== undefined) result[name] = value;
      }
      return result;
    }
    case 'list': {
      const items = shape.traits.xmlFlattened ? node : node.children.get(shape.element.traits.xmlName ?? 'member');
      return numbered(items).map((item) => fromForm(shape.element, item));
    }
    case 'map': {
      const entries = numbered(shape.traits.xmlFlattened ? node : node.children.get('entry'));
      return ownRecord(
        entries.map(({ children }) => {
          const value = children.get(shape.element.traits.xmlName ?? 'value');
          return [children.get(shape.key.traits.xmlName ?? 'key')?.text ?? '', value && fromForm(shape.element, value)];
        }),
      );
    }
    default:
      return node.text === undefined ? undefined : scalarFromText(shape, node.text);
  }
}

export function numbered(node: FormNode | undefined): FormNode[] {
  return [...(node?.children ?? [])]
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, child]) => child);
}
