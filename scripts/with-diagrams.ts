import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDiagram } from './state-diagram.ts';
import type { Definition } from './state-diagram.ts';

/** A page with each diagram as its definition is now. */
export function withDiagrams(page: string, root: string): string {
  return page.replace(/<!-- diagram of: (\S+) -->\n+```mermaid\n[\s\S]*?```/g, (_block, file: string) => {
    const definition = JSON.parse(readFileSync(join(root, file), 'utf8')) as Definition;
    return `<!-- diagram of: ${file} -->\n\n\`\`\`mermaid\n${stateDiagram(definition)}\n\`\`\``;
  });
}
