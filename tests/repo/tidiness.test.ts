/** What every file of the repository must be: small, finished, named alike. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { repositoryRoot, trackedFiles } from '../support/repository.ts';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const files = trackedFiles();
const code = files.filter((file) => /\.(tsx?|mjs|cjs|css)$/.test(file));
const topFolders = [
  ...new Set(files.filter((file) => file.includes('/') && !file.startsWith('.')).map((file) => file.split('/')[0]!)),
];

/** A file may be longer only for a reason stated here. */
const maximumLines = 400;
const longFiles: Readonly<Record<string, string>> = {};

describe('the repository', () => {
  it('keeps every source file within 400 lines', () => {
    const long = code.filter((file) => !(file in longFiles) && read(file).split('\n').length > maximumLines + 1);
    expect(long).toEqual([]);
  });

  it('has no marks of unfinished work', () => {
    const marks = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX:', 'HA' + 'CK:', 'not implemented ' + 'yet'].join('|'));
    const marked = files.filter(
      (file) => /\.(tsx?|mjs|cjs|css|yml|md)$/.test(file) && file !== 'package-lock.json' && marks.test(read(file)),
    );
    expect(marked).toEqual([]);
  });

  it('names files in kebab-case', () => {
    const odd = code.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.config|\.d)?\.(tsx?|mjs|cjs|css)$/.test(basename(file)));
    expect(odd).toEqual([]);
  });

  it('explains each top-level folder in a README of at most 15 lines', () => {
    const wrong = topFolders.filter((folder) => {
      const readme = `${folder}/README.md`;
      return !files.includes(readme) || read(readme).trimEnd().split('\n').length > 15;
    });
    expect(wrong).toEqual([]);
  });

  it('focuses or skips no test without saying so', () => {
    const focused = code.filter(
      (file) => file.startsWith('tests/') && /\b(describe|it|test)\.only\(|\bf(it|describe)\(/.test(read(file)),
    );
    expect(focused).toEqual([]);
  });

  it('has one # title in each page of the documentation', () => {
    const pages = files.filter((file) => file.endsWith('.md'));
    const wrong = pages.filter(
      (file) =>
        read(file)
          .replace(/```[\s\S]*?```/g, '')
          .split('\n')
          .filter((line) => /^# /.test(line)).length !== 1,
    );
    expect(wrong).toEqual([]);
  });

  it('links only to pages that are there', () => {
    const broken = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [
          ...read(file)
            .replace(/```[\s\S]*?```/g, '')
            .matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g),
        ]
          .map(([, target]) => join(dirname(file), target!).replace(/\/$/, ''))
          .filter((target) => !files.includes(target) && !files.some((known) => known.startsWith(`${target}/`)))
          .map((target) => `${file} links to ${target}`),
      );
    expect(broken).toEqual([]);
  });
});

describe('workflow names', () => {
  /** Folders that hold parts used by several workflows. */
  const sharedParts = new Set(['ledger', 'slots', 'approval', 'access', 'findings', 'playbooks', 'shared', 'evidence']);

  it('are the same in asl, statemachines, handlers, docs and tests', () => {
    const asl = files.filter((file) => /^asl\/[^/]+\.asl\.json$/.test(file)).map((file) => basename(file, '.asl.json'));
    const statemachines = files
      .filter((file) => /^statemachines\/[^/]+\.yml$/.test(file) && basename(file) !== 'shared.yml')
      .map((file) => basename(file, '.yml'))
      .filter((name) => !sharedParts.has(name));
    const handlers = [
      ...new Set(files.filter((file) => /^handlers\/[^/]+\//.test(file)).map((file) => file.split('/')[1]!)),
    ].filter((name) => !sharedParts.has(name));
    const docs = files.filter((file) => /^docs\/workflows\/[^/]+\.md$/.test(file)).map((file) => basename(file, '.md'));
    expect(asl.length).toBeGreaterThan(0);
    expect({ statemachines: statemachines.sort(), handlers: handlers.sort(), docs: docs.sort() }).toEqual({
      statemachines: asl.sort(),
      handlers: asl.sort(),
      docs: asl.sort(),
    });
  });

  it('are all kept as evidence: the rule and the sweep name the machine of each', () => {
    const names = files.filter((file) => /^asl\/[^/]+\.asl\.json$/.test(file)).map((file) => basename(file, '.asl.json'));
    const named = [
      ...read('statemachines/evidence.yml').matchAll(/stateMachine:\$\{self:service\}-\$\{sls:stage\}-([a-z-]+)'/g),
    ].map(([, name]) => name!);
    expect(named.sort()).toEqual([...names, ...names].sort());
  });
});
