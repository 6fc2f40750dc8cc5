/** What differs between two JSON values, by JSON Pointer. https://www.rfc-editor.org/rfc/rfc6901 */
export interface JsonChange {
  readonly pointer: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: unknown;
  readonly after?: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Changes from one value to another, at most `most` of them. Arrays are compared place by place. */
export function diffJson(before: unknown, after: unknown, most = 500): JsonChange[] {
  const changes: JsonChange[] = [];
  const visit = (pointer: string, one: unknown, other: unknown): void => {
    if (changes.length >= most || Object.is(one, other)) return;
    const lists = Array.isArray(one) && Array.isArray(other);
    if (lists || (isObject(one) && isObject(other))) {
      const [old, now] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>];
      for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
        const inner = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (!Object.hasOwn(now, name)) changes.push({ pointer: inner, kind: 'removed', before: old[name] });
        else if (!Object.hasOwn(old, name)) changes.push({ pointer: inner, kind: 'added', after: now[name] });
        else visit(inner, old[name], now[name]);
        if (changes.length >= most) return;
      }
      return;
    }
    changes.push({ pointer, kind: 'changed', before: one, after: other });
  };
  visit('', before, after);
  return changes;
}

/** The value of JSON text; the text itself where it is none. */
export function parsedJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
