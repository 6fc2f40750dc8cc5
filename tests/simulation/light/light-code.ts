/**
 * Function bundles for simulations of thousands of seeds: the handlers as they are, with one zod for all of them and a stand-in for the SDK
 * that hands a call over as it is. What it leaves out, the SDK's serialization, `tests/workflows` has.
 */
import { build, type Plugin } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../../support/repository.ts';

/** Names of the sandbox's services where the client's is another. */
const serviceNames: Readonly<Record<string, string>> = { cloudwatch: 'monitoring', sfn: 'states' };

let made: Promise<string> | undefined;

/** The folder with the code of `entries` (`handlers/dr-drill/arm-drill.ts`), made once in a process and removed at its end. */
export function lightCode(entries: readonly string[]): Promise<string> {
  return (made ??= make(entries));
}

async function make(entries: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-light-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const contracts = new Set<string>();
  const bundle = (entryPoints: readonly string[], plugins: readonly Plugin[]) =>
    build({
      absWorkingDir: repositoryRoot,
      entryPoints: [...entryPoints],
      outbase: 'handlers',
      outdir: join(folder, 'dist/handlers'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['@aws-sdk/*', 'zod'],
      logLevel: 'warning',
      metafile: true,
      banner: { js: clockOfItsOwn },
      plugins: [...plugins],
    });
  const { metafile } = await bundle(entries, [outside(contracts, folder)]);
  await bundle([...contracts], []);
  mkdirSync(join(folder, 'node_modules/@aws-sdk'), { recursive: true });
  symlinkSync(join(repositoryRoot, 'node_modules/zod'), join(folder, 'node_modules/zod'));
  writeFileSync(join(folder, 'node_modules/@aws-sdk/light.js'), lightClients);
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  for (const path of new Set(imported.filter((one) => one.startsWith('@aws-sdk/client-')))) {
    const name = path.slice('@aws-sdk/client-'.length);
    const module = join(folder, `node_modules/@aws-sdk/client-${name}`);
    mkdirSync(module);
    writeFileSync(join(module, 'index.js'), `module.exports = require('../light.js')('${serviceNames[name] ?? name}');\n`);
  }
  return folder;
}

/** By how many milliseconds the clock of a function, by name, is wrong: a function under this name in the global scope. */
export const lightSkewKey = Symbol.for('groundcrew.light-skew');

const clockOfItsOwn = `{
  const slot = globalThis[Symbol.for('groundcrew.runtime')];
  const skew = globalThis[Symbol.for('groundcrew.light-skew')]?.(process.env.AWS_LAMBDA_FUNCTION_NAME) ?? 0;
  const right = slot?.clock;
  if (right && skew !== 0) slot.clock = { now: () => right.now() + skew, sleep: right.sleep };
}`;

/** Contracts are schemas and nothing else, which take milliseconds to make: one copy serves every container. */
const outside = (contracts: Set<string>, folder: string): Plugin => ({
  name: 'contracts',
  setup({ onResolve }) {
    onResolve({ filter: /\/contract\.ts$/ }, ({ path, resolveDir, kind }) => {
      if (kind === 'entry-point') return undefined;
      const file = relative(repositoryRoot, join(resolveDir, path));
      contracts.add(file);
      return { path: join(folder, 'dist', file.replace(/\.ts$/, '.js')), external: true };
    });
  },
});

/** A call under way, between the stand-in and `lightSandbox`. */
export interface LightCall {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly region: string;
  readonly accessKeyId: string;
  readonly sessionToken: string;
  answer?: { readonly output: object } | { readonly error: Error };
}

/** Where calls under way are, by number: both sides find it under this name in the global scope. */
export const lightCallsKey = Symbol.for('groundcrew.light-calls');
export const lightCallHeader = 'x-light-call';

const lightClients = `
'use strict';
const calls = (globalThis[Symbol.for('groundcrew.light-calls')] ??= new Map());
let number = 0;
function send(service, { requestHandler, credentials: { accessKeyId, sessionToken }, region }, { operation, input }) {
  const id = String((number += 1));
  const call = { service, operation, input, region, accessKeyId, sessionToken };
  calls.set(id, call);
  return requestHandler
    .handle({ method: 'POST', hostname: service, path: '/', headers: { '${lightCallHeader}': id } })
    .then(() => {
      if (call.answer.error) throw call.answer.error;
      return call.answer.output;
    })
    .finally(() => calls.delete(id));
}
module.exports = (service) =>
  new Proxy({}, {
    get(known, name) {
      if (typeof name !== 'string') return undefined;
      if (known[name]) return known[name];
      if (name.endsWith('Command')) {
        const operation = name.slice(0, -'Command'.length);
        return (known[name] = class {
          constructor(input) {
            this.operation = operation;
            this.input = input;
          }
        });
      }
      if (name.endsWith('Client')) {
        return (known[name] = class {
          constructor(config) {
            this.config = config;
          }
          send(command) {
            return send(service, this.config, command);
          }
          destroy() {}
        });
      }
      /* An error of the SDK: known by its name. */
      return (known[name] = class { static [Symbol.hasInstance](error) { return error?.name === name; } });
    },
  });
`;
