import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml';

/**
 * Line (from 1) of a definition's text that a diagnostic is about: its JSON pointer's field, or the nearest one above it that is
 * there. For text that is not JSON the validator's location names the line itself.
 */
export function lineOf(text: string, { location }: { readonly location?: string }): number {
  if (location === undefined) return 1;
  if (!location.startsWith('/')) return Number(/line: (\d+), column: \d+\]$/.exec(location)?.[1] ?? 1);
  const lines = new LineCounter();
  /* JSON is YAML, and this parser keeps every node's place. Repeated keys are the validator's to report. */
  const { contents } = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  return lines.linePos(offsetOf(contents, location.slice(1))).line;
}

/** Offset of the field that the rest of a pointer leads to, counted from where its key begins. */
function offsetOf(node: Node | null, pointer: string): number {
  const here = node?.range?.[0] ?? 0;
  if (pointer === '') return here;
  if (isMap(node)) {
    /* State names may hold a slash, which the validator's pointers leave as it is: the longest key that fits is meant. */
    const fitting = node.items
      .map(({ key, value }) => ({ key, value, name: isScalar(key) ? String(key.value) : '' }))
      .filter(({ name }) => pointer.startsWith(name) && /^(?:$|[/[])/.test(pointer.slice(name.length)))
      .sort((a, b) => b.name.length - a.name.length)[0];
    if (!fitting) return here;
    const rest = pointer.slice(fitting.name.length).replace(/^\//, '');
    return rest === '' ? ((fitting.key as Node).range?.[0] ?? here) : offsetOf(fitting.value as Node | null, rest);
  }
  if (isSeq(node)) {
    const [, index, rest] = /^\[?(\d+)\]?\/?(.*)$/.exec(pointer) ?? [];
    const item = node.items[Number(index)] as Node | undefined;
    return item ? offsetOf(item, rest!) : here;
  }
  return here;
}
