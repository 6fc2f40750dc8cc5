/** The value of a JSON text; undefined where there is none or it is not JSON (a cause may be any text). */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
