/** The direction of imports between the top-level parts, as docs/concepts.md draws it. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { repositoryRoot, trackedFiles } from '../support/repository.ts';

interface Rule {
  readonly from: RegExp;
  /** Files of ours that `from` may import besides its own folder. */
  readonly may: readonly RegExp[];
}

const rules: readonly Rule[] = [
  { from: /^handlers\//, may: [/^handlers\//, /^src\/trace\//] },
  { from: /^src\/engine\//, may: [/^src\/engine\//] },
  { from: /^src\/document\//, may: [/^src\/document\//] },
  { from: /^src\/sandbox\//, may: [/^src\/(sandbox|document)\//] },
  { from: /^src\/trace\//, may: [/^src\/trace\//, /^src\/engine\/history\/.*types?\.ts$/] },
  { from: /^src\/local\//, may: [/^src\/(local|engine|sandbox|document)\//] },
  { from: /^src\/viewer\//, may: [/^src\/(viewer|trace)\//] },
  {
    from: /^src\/cli\//,
    /* Of the viewer only the function that writes its page, and what it takes. */
    may: [
      /^package\.json$/,
      /^src\/(cli|local|trace|engine|sandbox|document)\//,
      /^src\/viewer\/(trace-page|page-data)\.ts$/,
      /^handlers\/[^/]+\/contract\.ts$/,
    ],
  },
];

/** Relative specifiers of import, export-from and import() in a file, as repository paths. */
function importedFiles(file: string): string[] {
  const source = readFileSync(join(repositoryRoot, file), 'utf8');
  const specifiers = source.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^\s*import\s+)['"](\.[^'"]+)['"]/gm);
  return [...specifiers].map(([, specifier]) => relative(repositoryRoot, resolve(repositoryRoot, dirname(file), specifier!)));
}

describe('imports', () => {
  const files = trackedFiles().filter((file) => /^(src|handlers)\/.*\.tsx?$/.test(file));

  it('go in one direction between the parts', () => {
    const wrong = files.flatMap((file) => {
      const rule = rules.find(({ from }) => from.test(file));
      if (!rule) return [`${file}: no rule says what it may import; add one to tests/repo/imports.test.ts`];
      return importedFiles(file)
        .filter((imported) => !rule.may.some((allowed) => allowed.test(imported)))
        .map((imported) => `${file} imports ${imported}`);
    });
    expect(wrong).toEqual([]);
  });

  it('resolve to files that are there', () => {
    const known = new Set(trackedFiles());
    const missing = files.flatMap((file) =>
      importedFiles(file)
        .filter((imported) => !known.has(imported))
        .map((imported) => `${file} imports ${imported}, which is not in the repository`),
    );
    expect(missing).toEqual([]);
  });

  it('do not form a cycle inside a part', () => {
    const graph = new Map(files.map((file) => [file, valueImports(file)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        return;
      }
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

/** As importedFiles, without `import type` and `export type`, which vanish when types are stripped. */
function valueImports(file: string): string[] {
  const source = readFileSync(join(repositoryRoot, file), 'utf8').replace(/^(import|export) type [^;]*;/gm, '');
  const specifiers = source.matchAll(/(?:\bfrom\s+|^\s*import\s+)['"](\.[^'"]+)['"]/gm);
  return [...specifiers].map(([, specifier]) => relative(repositoryRoot, resolve(repositoryRoot, dirname(file), specifier!)));
}
