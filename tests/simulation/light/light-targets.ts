/** Packaged templates with those resources only that some of them need, made once in a process. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../support/repository.ts';

interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown>; DependsOn?: string | string[] }>;
  Outputs?: Record<string, unknown>;
  Parameters?: Record<string, { Default?: unknown }>;
}

const templateName = 'cloudformation-template-update-stack.json';
const stateName = 'serverless-state.json';
/** Resources that no simulated call reaches. */
const idle = /^AWS::(Logs::LogGroup|S3::BucketPolicy|Lambda::Version)$/;

const folders = new Map<string, string>();

/** The folder of the packaged targets in which each has what its `roots` (names of resources, patterns) refer to; `defaults` are parameters'. */
export function lightTargets(targets: Readonly<Record<string, RegExp>>, defaults: Readonly<Record<string, string>> = {}): string {
  const key = JSON.stringify([Object.entries(targets).map(([name, roots]) => [name, roots.source]), defaults]);
  const known = folders.get(key);
  if (known !== undefined) return known;
  const made = mkdtempSync(join(tmpdir(), 'groundcrew-targets-'));
  folders.set(key, made);
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  for (const [name, roots] of Object.entries(targets)) {
    const packaged = join(repositoryRoot, '.serverless', name);
    const template = JSON.parse(readFileSync(join(packaged, templateName), 'utf8')) as Template;
    mkdirSync(join(made, name));
    for (const [parameter, Default] of Object.entries(defaults)) {
      const declared = template.Parameters?.[parameter];
      if (declared) declared.Default = Default;
    }
    writeFileSync(join(made, name, templateName), JSON.stringify(trimmed(template, roots)));
    const { service } = JSON.parse(readFileSync(join(packaged, stateName), 'utf8')) as {
      service: { service: string; provider: { stage: string; stackName?: string } };
    };
    const { stage, stackName } = service.provider;
    writeFileSync(
      join(made, name, stateName),
      JSON.stringify({ service: { service: service.service, provider: { stage, stackName } } }),
    );
  }
  return made;
}

function trimmed(template: Template, roots: RegExp): Template {
  const { Resources } = template;
  const kept = new Set<string>();
  const keep = (name: string): void => {
    const resource = Resources[name];
    if (!resource || kept.has(name)) return;
    kept.add(name);
    for (const reference of references(resource.Properties)) keep(reference);
  };
  for (const [name, { Type }] of Object.entries(Resources)) if (roots.test(name) && !idle.test(Type)) keep(name);
  return {
    ...template,
    Resources: Object.fromEntries(
      [...kept].map((name) => {
        const { DependsOn, ...resource } = Resources[name]!;
        const needed = [DependsOn ?? []].flat().filter((other) => kept.has(other));
        return [name, needed.length > 0 ? { ...resource, DependsOn: needed } : resource];
      }),
    ),
    Outputs: Object.fromEntries(
      Object.entries(template.Outputs ?? {}).filter(([, value]) =>
        [...references(value)].every((name) => !Object.hasOwn(Resources, name) || kept.has(name)),
      ),
    ),
  };
}

/** Names in Ref, Fn::GetAtt and Fn::Sub below a value. */
function* references(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const member of value) yield* references(member);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === 'Ref' && typeof member === 'string') yield member;
    else if (key === 'Fn::GetAtt') yield String([member].flat()[0]).split('.')[0]!;
    else if (key === 'Fn::Sub') {
      const text = String([member].flat()[0]);
      for (const [, name] of text.matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)) yield name!;
      yield* references([member].flat()[1]);
    } else yield* references(member);
  }
}
