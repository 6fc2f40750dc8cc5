/** The organization file's `recovery`: Application Recovery Controller clusters, what stands in them, and the names they steer. */
import * as z from 'zod';
import { region, span } from './values.ts';

const name = z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, _, . or -');
const id = z.string().regex(/^[\w-]{4,36}$/, 'must be 4 to 36 letters, digits, _ or -');

const routingControl = z.strictObject({ name, id: id.optional(), state: z.enum(['On', 'Off']).default('Off') });

/** Assertion rules have `asserted`, gating rules `gating` and `target`: names of routing controls of the panel. */
const safetyRule = z
  .strictObject({
    name,
    id: id.optional(),
    asserted: z.array(name).min(1).optional(),
    gating: z.array(name).min(1).optional(),
    target: z.array(name).min(1).optional(),
    type: z.enum(['ATLEAST', 'AND', 'OR']),
    /** For ATLEAST: how many must be On. */
    threshold: z.int().min(0).default(0),
    inverted: z.boolean().default(false),
    waitPeriod: span.default(5000),
  })
  .refine(
    ({ asserted, gating, target }) =>
      asserted !== undefined ? gating === undefined && target === undefined : gating !== undefined && target !== undefined,
    'give either asserted, or gating and target',
  );

const controlPanel = z.strictObject({
  name,
  id: id.optional(),
  routingControls: z.array(routingControl).min(1).max(100),
  safetyRules: z.array(safetyRule).max(20).default([]),
});

const cluster = z.strictObject({
  name,
  id: id.optional(),
  /** Name of the account that owns it. */
  account: z.string().min(1),
  /** Names of accounts that it is shared with through AWS Resource Access Manager. */
  sharedWith: z.array(z.string().min(1)).default([]),
  controlPanels: z.array(controlPanel).min(1).max(50),
  /** AWS takes one endpoint after another out for maintenance; without this none is. */
  maintenance: z.strictObject({ every: span, lasting: span }).optional(),
});

/** A Region of a cluster that is out. `unreachable`: no connection; `unavailable`: it answers that it is; `denied`: it refuses everybody. */
const outage = z.strictObject({
  region,
  /** From the organization's beginning on. */
  after: span.default(0),
  /** For ever when left out. */
  lasting: span.optional(),
  effect: z.enum(['unreachable', 'unavailable', 'denied']).default('unreachable'),
});

/** A name whose records have health checks on routing controls; with all of them Off, Route 53 answers with every record. */
const dnsName = z.strictObject({
  name: z.string().regex(/^([a-z0-9_-]+\.)+[a-z]+$/i, 'must be a host name'),
  type: z.enum(['A', 'AAAA', 'CNAME']).default('A'),
  ttl: span.default(60_000),
  /** `control` is `<control panel>/<routing control>`. */
  records: z.array(z.strictObject({ control: z.string().min(1), answers: z.array(z.string().min(1)).min(1) })).min(1),
});

export const recovery = z.strictObject({
  clusters: z.array(cluster).max(2).default([]),
  outages: z.array(outage).default([]),
  dns: z.array(dnsName).default([]),
});

export type RecoveryFile = z.output<typeof recovery>;

/** What single members cannot tell: controls, accounts and names that are not there. */
export function recoveryContradictions({ clusters, dns }: RecoveryFile, accountNames: ReadonlySet<string>): string[] {
  const panels = clusters.flatMap(({ controlPanels }) => controlPanels);
  const controls = new Set(panels.flatMap((panel) => panel.routingControls.map((control) => `${panel.name}/${control.name}`)));
  return [
    ...clusters.flatMap(({ name: of, account, sharedWith }) =>
      [account, ...sharedWith]
        .filter((known) => !accountNames.has(known))
        .map((unknown) => `the cluster ${of} has the unknown account ${unknown}`),
    ),
    ...panels.flatMap(({ name: of, safetyRules }) =>
      safetyRules.flatMap(({ name: rule, asserted = [], gating = [], target = [] }) =>
        [...asserted, ...gating, ...target]
          .filter((control) => !controls.has(`${of}/${control}`))
          .map((control) => `the safety rule ${rule} has the unknown routing control ${control}`),
      ),
    ),
    ...dns.flatMap(({ name: of, records }) =>
      records
        .filter(({ control }) => !controls.has(control))
        .map(({ control }) => `the name ${of} has the unknown routing control ${control}`),
    ),
  ];
}
