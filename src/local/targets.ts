/** The packaged targets: where each one's template is, and the account and Region of the organization it belongs in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxSettings } from '../sandbox/core/service.ts';
import { isObject, type Template } from './cloudformation/template.ts';
import { LocalError } from './local-error.ts';
import type { Json } from '../engine/json.ts';

/** A target in one account and Region. */
export interface TargetPlace {
  /** Name of the target, e.g. `recovery`. */
  readonly name: string;
  /**
   * Key among all places: the target's name; of a target's further places `<name>/<region>`, or `<name>/<account>/<region>` where it
   * is in several accounts.
   */
  readonly key: string;
  readonly account: string;
  readonly region: string;
}

/** One packaged target, in one of its places. */
export interface Target extends TargetPlace {
  /** Path of the template. */
  readonly file: string;
  readonly template: Template;
  readonly stackName: string;
}

const templateName = 'cloudformation-template-update-stack.json';
const stateName = 'serverless-state.json';

/** Targets whose place follows from the organization; every other one has its place in the organization file's `targets`. */
const fixedPlaces: Readonly<Record<string, (settings: SandboxSettings) => { account: string; region: string }>> = {
  management: ({ managementAccount, homeRegion }) => ({ account: managementAccount, region: homeRegion }),
  'events-us-east-1': ({ managementAccount }) => ({ account: managementAccount, region: 'us-east-1' }),
};

/** Where the organization wants a target; nowhere when its file does not name it. */
export function placesOf(name: string, settings: SandboxSettings): TargetPlace[] {
  const fixed = Object.hasOwn(fixedPlaces, name) ? fixedPlaces[name] : undefined;
  if (fixed) return [{ name, key: name, ...fixed(settings) }];
  const { accounts, regions } = Object.hasOwn(settings.targets, name) ? settings.targets[name]! : { accounts: [], regions: [] };
  return accounts.flatMap((account, a) =>
    regions.map((region, r) => {
      const further = accounts.length > 1 ? `${name}/${account}/${region}` : `${name}/${region}`;
      return { name, key: a + r === 0 ? name : further, account, region };
    }),
  );
}

/**
 * Reads the targets of a folder, or those of them that are named, in each of their places.
 * @throws LocalError when there is none, or one is named that is not there or that the organization has no place for.
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
  return (wanted ?? packaged).flatMap((name) => {
    const places = placesOf(name, settings);
    if (places.length === 0 && wanted) {
      throw new LocalError(`The organization has no place for the target ${name}: its file says none in targets.${name}.`);
    }
    return readTarget(directory, name, places);
  });
}

function readTarget(directory: string, name: string, places: readonly TargetPlace[]): Target[] {
  if (places.length === 0) return [];
  const file = join(directory, name, templateName);
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  return places.map((place) => ({ ...place, file, template, stackName: stackName(directory, name) }));
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
