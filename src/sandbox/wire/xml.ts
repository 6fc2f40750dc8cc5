/** XML bodies by shape (Smithy specification: XML binding traits). */
import { XMLParser } from 'fast-xml-parser';
import { AwsError } from '../core/errors.ts';
import { ownRecord } from './json.ts';
import type { Shape } from './shape.ts';
import { formatTimestamp, parseTimestamp, timestampFormat } from './timestamps.ts';

/** Every child element is a list under its name; text is under `#text`, an attribute under `@name`. */
type XmlNode = string | { readonly [name: string]: readonly XmlNode[] | string };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  ignoreDeclaration: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
});

/** Parses a document and reads its root element as `shape`. An empty text is an absent value. Throws AwsError MalformedXML. */
export function readXml(shape: Shape, text: string): unknown {
  if (text.trim() === '') return undefined;
  let parsed: Record<string, XmlNode[]>;
  try {
    parsed = parser.parse(text, true) as Record<string, XmlNode[]>;
  } catch (error) {
    const message = 'The XML you provided was not well-formed or did not validate against our published schema';
    throw new AwsError('MalformedXML', message, { cause: error });
  }
  const root = Object.entries(parsed).find(([name]) => name !== '#text')?.[1];
  return fromXml(shape, Array.isArray(root) ? root : [root ?? '']);
}

function fromXml(shape: Shape, nodes: readonly XmlNode[]): unknown {
  const [node = ''] = nodes;
  switch (shape.kind) {
    case 'structure':
    case 'union': {
      const result: Record<string, unknown> = {};
      for (const [name, member] of shape.members) {
        const own = member.traits.xmlAttribute
          ? attribute(node, member.traits.xmlName ?? name)
          : children(node, member.traits.xmlName ?? name);
        if (own.length > 0) result[name] = fromXml(member, own);
      }
      return result;
    }
    case 'list': {
      const items = shape.traits.xmlFlattened ? nodes : children(node, shape.element.traits.xmlName ?? 'member');
      return items.map((item) => fromXml(shape.element, [item]));
    }
    case 'map': {
      const entries = shape.traits.xmlFlattened ? nodes : children(node, 'entry');
      return ownRecord(
        entries.map((entry) => [
          contentOf(children(entry, shape.key.traits.xmlName ?? 'key')[0] ?? ''),
          fromXml(shape.element, children(entry, shape.element.traits.xmlName ?? 'value')),
        ]),
      );
    }
    default:
      return scalarFromText(shape, contentOf(node));
  }
}

/** Reads a scalar as XML, query strings and headers write it. */
export function scalarFromText(shape: Shape, text: string): unknown {
  if (shape.kind === 'number') return Number(text);
  if (shape.kind === 'boolean') return text === 'true';
  if (shape.kind === 'blob') return Buffer.from(text, 'base64');
  if (shape.kind === 'timestamp') return parseTimestamp(text);
  return text;
}

function children(node: XmlNode, name: string): readonly XmlNode[] {
  const own = typeof node !== 'string' && Object.hasOwn(node, name) ? node[name]! : [];
  return typeof own === 'string' ? [own] : own;
}

function attribute(node: XmlNode, name: string): readonly XmlNode[] {
  return children(node, `@${name}`);
}

function contentOf(node: XmlNode): string {
  if (typeof node === 'string') return node;
  const own = Object.hasOwn(node, '#text') ? node['#text']! : '';
  return typeof own === 'string' ? own : own.map((part) => (typeof part === 'string' ? part : '')).join('');
}

/** The members of a structure as elements, without an element around them. */
export function membersToXml(shape: Shape, value: unknown, skip: (member: Shape) => boolean = () => false): string {
  const given = value as Record<string, unknown>;
  let xml = '';
  for (const [name, member] of shape.members) {
    if (given[name] == null || member.traits.xmlAttribute || skip(member)) continue;
    xml += toXml(member, member.traits.xmlName ?? name, given[name]);
  }
  return xml;
}

/** A value as the element `name` (a flattened list: as one element per item). */
export function toXml(shape: Shape, name: string, value: unknown): string {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return `<${name}${attributes(shape, value)}>${membersToXml(shape, value)}</${name}>`;
    case 'list': {
      const itemName = shape.traits.xmlFlattened ? name : (shape.element.traits.xmlName ?? 'member');
      const items = (value as unknown[]).map((item) => toXml(shape.element, itemName, item)).join('');
      return shape.traits.xmlFlattened ? items : `<${name}>${items}</${name}>`;
    }
    case 'map': {
      const entryName = shape.traits.xmlFlattened ? name : 'entry';
      const entries = Object.entries(value as object).map(([key, item]) => {
        const own =
          toXml(shape.key, shape.key.traits.xmlName ?? 'key', key) +
          toXml(shape.element, shape.element.traits.xmlName ?? 'value', item);
        return `<${entryName}>${own}</${entryName}>`;
      });
      return shape.traits.xmlFlattened ? entries.join('') : `<${name}>${entries.join('')}</${name}>`;
    }
    default:
      return `<${name}>${escapeXml(scalarToText(shape, value))}</${name}>`;
  }
}

function attributes(shape: Shape, value: unknown): string {
  const namespace = shape.traits.xmlNamespace;
  let text = namespace ? ` xmlns:${namespace[0]}="${escapeXml(namespace[1])}"` : '';
  for (const [name, member] of shape.members) {
    const own = (value as Record<string, unknown>)[name];
    if (member.traits.xmlAttribute && own != null) text += ` ${member.traits.xmlName ?? name}="${escapeXml(String(own))}"`;
  }
  return text;
}

function scalarToText(shape: Shape, value: unknown): string {
  if (shape.kind === 'timestamp')
    return String(formatTimestamp(value as Date, timestampFormat(shape.timestampFormat, 'date-time')));
  if (shape.kind === 'blob') return Buffer.from(value as Uint8Array).toString('base64');
  return String(value);
}

/** Text as XML content; control characters become references, as S3 writes them. */
export function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/(?![\t\n])[\p{Cc}\u2028]/gu, (character) => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`);
}
