import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository.ts';

export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  // Properties differ by type; each test reads those of its own.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly Properties: any;
}

export interface PackagedTarget {
  readonly folder: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  /** Logical ids and resources of a type. */
  ofType(type: string): [string, Resource][];
}

/** The packaged target in .serverless/, which `npm run build` writes. */
export function packagedTarget(target: string): PackagedTarget {
  const folder = join(repositoryRoot, '.serverless', target);
  const file = join(folder, 'cloudformation-template-update-stack.json');
  if (!existsSync(file)) throw new Error(`${file} is not there: run npm run build`);
  const { Resources: resources, Outputs: outputs = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    Resources: Record<string, Resource>;
    Outputs?: PackagedTarget['outputs'];
  };
  return {
    folder,
    resources,
    outputs,
    ofType: (type) => Object.entries(resources).filter(([, resource]) => resource.Type === type),
  };
}
