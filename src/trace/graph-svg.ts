/** A drawing as the text of an SVG file. */
import { drawGraph, type SvgElement, type Taken } from './graph-drawing.ts';
import { graphStyle } from './graph-style.ts';
import type { GraphLayout } from './placed-graph.ts';

/** A graph as a file of its own, with its style. */
export function graphSvg(layout: GraphLayout, title: string, taken?: Taken): string {
  const drawing = drawGraph(layout, title, taken);
  const style = `<style>${graphStyle}</style>`;
  return toMarkup({ ...drawing, attributes: { ...drawing.attributes, role: 'img', 'aria-label': title } }).replace(
    '>',
    `>\n${style}`,
  );
}

function toMarkup({ tag, attributes, children }: SvgElement): string {
  const pairs = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escapeXml(child) : toMarkup(child)));
  const between = tag === 'svg' ? '\n' : '';
  return `<${tag}${pairs.join('')}>${between}${inner.join(between)}${between}</${tag}>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that XML does not allow. https://www.w3.org/TR/xml/#charsets */
// eslint-disable-next-line no-control-regex
const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Text that is neither markup nor the end of an attribute. Characters that XML does not allow are left out. */
export function escapeXml(text: string): string {
  return text.replace(notXml, '').replace(/[&<>"']/g, (character) => entities[character]!);
}
