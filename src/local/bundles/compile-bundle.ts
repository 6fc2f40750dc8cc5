/** Reads and compiles function bundles: once per file, run once per container. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { LocalError } from '../local-error.ts';
import { scopeNames, scopeValues, type ScopeContext } from './scope.ts';

/** Lambda's handler signature, promise form. */
export type Handler = (event: unknown, context: object) => unknown;

export interface Bundle {
  /** SHA-256 of the source, base64, as Lambda's CodeSha256 states it. */
  readonly sha256: string;
  /** Runs the bundle in a scope of its own and returns the export that `Handler` names. */
  load(context: ScopeContext): Handler;
}

/** Where Lambda unpacks a function's code: file names in stack traces start with it, here too. */
export const taskRoot = '/var/task';

type Run = (...values: unknown[]) => void;

/** Code that this process has compiled, by name and hash: organizations that are opened one after another share it. */
const compiledCode = new Map<string, Run>();

function compiled(source: string, filename: string, sha256: string): Run {
  const key = `${filename} ${sha256}`;
  let run = compiledCode.get(key);
  if (!run) compiledCode.set(key, (run = compileFunction(source, [...scopeNames], { filename }) as Run));
  return run;
}

/** Bundles of one code directory, by the function's `Handler` (`dist/handlers/account-vending/claim.handler`). */
export class Bundles {
  private readonly bundles = new Map<string, Bundle>();

  constructor(private readonly codeDirectory: string) {}

  /**
   * The bundle of a handler.
   * @throws LocalError when the file is not there or lies outside the code directory.
   */
  get(handler: string): Bundle {
    let bundle = this.bundles.get(handler);
    if (!bundle) this.bundles.set(handler, (bundle = this.compile(handler)));
    return bundle;
  }

  private compile(handler: string): Bundle {
    const dot = handler.lastIndexOf('.');
    const exportName = handler.slice(dot + 1);
    const file = resolve(this.codeDirectory, `${handler.slice(0, dot)}.js`);
    const inside = relative(this.codeDirectory, file);
    if (inside.startsWith('..') || isAbsolute(inside)) {
      throw new LocalError(`The handler ${handler} lies outside ${this.codeDirectory}. Name a file below it in serverless.yml.`);
    }
    let source: string;
    try {
      source = readFileSync(file, 'utf8');
    } catch (cause) {
      throw new LocalError(`The code of the handler ${handler} is not there: ${file} cannot be read. Run npm run build.`, {
        cause,
      });
    }
    const filename = join(taskRoot, inside);
    const sha256 = createHash('sha256').update(source).digest('base64');
    const run = compiled(source, filename, sha256);
    const load = createRequire(file);
    return {
      sha256,
      load(context) {
        const module = { exports: {} as Record<string, unknown> };
        run(...scopeValues(context, load, module));
        const found = Object.hasOwn(module.exports, exportName) ? module.exports[exportName] : undefined;
        if (typeof found !== 'function') {
          throw new LocalError(`The bundle ${inside} exports no function called ${exportName}, as the handler ${handler} asks.`);
        }
        return found as Handler;
      },
    };
  }
}
