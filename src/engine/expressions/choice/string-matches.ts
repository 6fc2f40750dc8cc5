/**
 * Compiles the pattern of StringMatches: `*` stands for any characters, `\*` for an asterisk, `\\` for a backslash.
 * Takes time proportional to text times pattern at worst; nothing backtracks.
 */
export function compileStringMatches(pattern: string): (text: string) => boolean {
  const pieces = split(pattern);
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  const middle = pieces.slice(1, -1);
  if (pieces.length === 1) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let position = first.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, position);
      if (found === -1 || found + piece.length > end) return false;
      position = found + piece.length;
    }
    return true;
  };
}

/** The literal texts between the asterisks. */
function split(pattern: string): string[] {
  const pieces = [''];
  for (let i = 0; i < pattern.length; i += 1) {
    const character = pattern[i] as string;
    if (character === '*') {
      pieces.push('');
      continue;
    }
    const escaped = character === '\\' && (pattern[i + 1] === '*' || pattern[i + 1] === '\\');
    if (escaped) i += 1;
    pieces.push((pieces.pop() as string) + (escaped ? (pattern[i] as string) : character));
  }
  return pieces;
}
