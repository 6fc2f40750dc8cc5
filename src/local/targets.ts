/** The packaged targets: where each one's template is, and the account and Region of the organization it belongs in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxSettings } from '../sandbox/core/service.ts';
import { isObject, type Template } from './cloudformation/template.ts';
import { LocalError } from './local-error.ts';
import type { Json } from '../engine/json.ts';

/** One packaged target. */
export interface Target {
  readonly name: string;
  /** Path of the template. */
  readonly file: string;
  readonly template: Template;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
}

const templateName = 'cloudformation-template-update-stack.json';
const stateName = 'serverless-state.json';

/** Account and Region of each target. */
const places: Readonly<Record<string, (settings: SandboxSettings) => { account: string; region: string }>> = {
  management: ({ managementAccount, homeRegion }) => ({ account: managementAccount, region: homeRegion }),
  'events-us-east-1': ({ managementAccount }) => ({ account: managementAccount, region: 'us-east-1' }),
};

/**
 * Reads the targets of a folder, or those of them that are named.
 * @throws LocalError when there is none, or one is named that is not there.
 */
export function readTargets(directory: string, settings: SandboxSettings, wanted?: readonly string[]): Target[] {
  const packaged = existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => existsSync(join(directory, name, templateName)))
        .sort()
    : [];
  const missing = (wanted ?? []).filter((name) => !packaged.includes(name));
  if (missing.length > 0 || packaged.length === 0) {
    const what = missing.length > 0 ? `The targets ${missing.join(', ')} are` : 'No target is';
    throw new LocalError(`${what} packaged in ${directory}. Run npm run package.`);
  }
  return (wanted ?? packaged).map((name) => readTarget(directory, name, settings));
}

function readTarget(directory: string, name: string, settings: SandboxSettings): Target {
  const file = join(directory, name, templateName);
  const place = Object.hasOwn(places, name) ? places[name] : undefined;
  if (!place)
    throw new LocalError(`The target ${name} (${file}) has no account and Region here. Add it to src/local/targets.ts.`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  return { name, file, template, stackName: stackName(directory, name), ...place(settings) };
}

/** Name of the stack as the packager would deploy it: `<service>-<stage>`. */
function stackName(directory: string, target: string): string {
  const path = join(directory, target, stateName);
  const state = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Json) : {};
  const service = isObject(state) ? state['service'] : undefined;
  const provider = isObject(service) ? service['provider'] : undefined;
  if (!isObject(service) || !isObject(provider)) return `groundcrew-${target}`;
  return typeof provider['stackName'] === 'string'
    ? provider['stackName']
    : `${String(service['service'])}-${String(provider['stage'])}`;
}
