/** The options of every command that talks to an organization. */
import type { OptionSpec } from './command.ts';
import { UsageError } from './errors.ts';

export interface ConnectionOptions {
  readonly org?: string;
  readonly seed?: number;
  readonly fresh?: boolean;
  readonly pace?: number;
  readonly aws?: boolean;
  readonly profile?: string;
  readonly region?: string;
  readonly yes?: boolean;
  /** Who acts, in a simulated organization only: nobody checks it. */
  readonly as?: string;
  /** People whom a rehearsal makes up. */
  readonly approveAs?: readonly string[];
}

const organizationOption: OptionSpec = {
  flags: '--org <file>',
  description: 'organization file to simulate',
  default: 'examples/organizations/small.yml',
};

const awsOptions: readonly OptionSpec[] = [
  { flags: '--aws', description: 'use AWS instead of a simulated organization; asks once before it acts' },
  { flags: '--profile <name>', description: 'with --aws: profile of the AWS configuration files' },
  { flags: '--region <region>', description: "Region, where the profile's (with --aws) or the first of several is not meant" },
];

/** Options of commands that only read. */
export const readingOptions: readonly OptionSpec[] = [organizationOption, ...awsOptions];

/** Options of a simulation. */
export const simulationOptions: readonly OptionSpec[] = [
  organizationOption,
  {
    flags: '--seed <number>',
    description: "seed of the simulation (default: the organization file's)",
    parse: wholeNumber('--seed'),
  },
  { flags: '--fresh', description: 'forget what happened in this simulated organization and begin anew' },
  {
    flags: '--pace <factor>',
    description: 'run virtual time at this many times real time, e.g. 60x, to watch it',
    parse: paceFactor,
  },
];

/** Who acts. AWS knows its callers; in a simulated organization it is what one says. */
export const asOption: OptionSpec = {
  flags: '--as <name>',
  description: 'who you are in a simulated organization; recorded as declared (default: operator)',
  parse: (text) => personName('--as', text),
};

/** People whom a rehearsal makes up. */
export const approveAsOption: OptionSpec = {
  flags: '--approve-as <names>',
  description: 'rehearse with made-up people, e.g. alice,bob: they give each approval at once, recorded as simulated',
  parse: (text) => text.split(',').map((name) => personName('--approve-as', name)),
};

/** @throws UsageError for what cannot be the name of a role session (2 to 64 letters, digits, `_=.@-`). */
function personName(option: string, text: string): string {
  if (!/^[\w=.@-]{2,64}$/.test(text))
    throw new UsageError(`${option} takes names of 2 to 64 letters, digits and _=.@-, not "${text}"`);
  return text;
}

/** Options of commands that start or change something. */
export const actingOptions: readonly OptionSpec[] = [
  ...simulationOptions,
  ...awsOptions,
  { flags: '--yes', description: 'do not ask' },
];

function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} takes a whole number of 0 or more, not "${text}"`);
    return Number(text);
  };
}

/** @throws UsageError */
export function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`);
  return Number(text);
}

/** @throws UsageError */
export function wholeDays(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new UsageError(`--cooling-off-days takes a whole number of days, not "${text}"`);
  return Number(text);
}

function paceFactor(text: string): number {
  const match = /^(\d+(?:\.\d+)?)x?$/.exec(text);
  const factor = match ? Number(match[1]) : NaN;
  if (!(factor > 0)) throw new UsageError(`--pace takes a factor above 0 such as 60x, not "${text}"`);
  return factor;
}
