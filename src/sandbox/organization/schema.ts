/** The organization file: what a simulated organization is at its beginning. `schema.json` beside the examples is generated from this. */
import * as z from 'zod';
import { securityHubSchema } from '../securityhub/file-schema.ts';
import { recovery } from './recovery.ts';
import { region, span } from './values.ts';

const duration = z
  .strictObject({ median: span, minimum: span, maximum: span })
  .refine(
    ({ minimum, median, maximum }) => minimum <= median && median <= maximum,
    'minimum, median and maximum must not decrease',
  );

const accountId = z.string().regex(/^\d{12}$/, 'must be 12 digits in quotes');
const tags = z.record(z.string().min(1).max(128), z.string().max(256)).default({});
const email = z
  .string()
  .min(6)
  .max(64)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address');

/** What an account holds that Control Tower did not make: what may stand in the way of its enrollment. */
const existing = z.strictObject({
  /** The role AWSControlTowerExecution; by default where the account is enrolled. */
  executionRole: z.boolean().optional(),
  /** The role OrganizationAccountAccessRole, which invited accounts do not have. */
  accessRole: z.boolean().default(true),
  /** Regions with an AWS Config recorder, and with a delivery channel. */
  configRecorders: z.array(region).default([]),
  deliveryChannels: z.array(region).default([]),
  /** Names of IAM roles, CloudFormation stacks and CloudTrail trails. */
  roles: z.array(z.string().regex(/^[\w+=,.@-]{1,64}$/)).default([]),
  stacks: z.array(z.strictObject({ name: z.string().min(1).max(128), region })).default([]),
  trails: z.array(z.strictObject({ name: z.string().min(3).max(128), region })).default([]),
  /** Regions in which STS is not activated. */
  stsDisabled: z.array(region).default([]),
});

const account = z.strictObject({
  name: z.string().min(1).max(50),
  email,
  id: accountId.optional(),
  tags,
  status: z.enum(['ACTIVE', 'SUSPENDED']).default('ACTIVE'),
  /** Whether Control Tower manages it; by default when its OU is registered. */
  enrolled: z.boolean().optional(),
  existing: existing.optional(),
});

const organizationalUnit = z.strictObject({
  name: z.string().min(1).max(128),
  /** Registered with Control Tower. Nested OUs say so themselves. */
  registered: z.boolean().default(false),
  tags,
  accounts: z.array(account).default([]),
  get ous() {
    return z.array(organizationalUnit).default([]);
  },
});

const permissionSet = z.strictObject({
  name: z.string().regex(/^[\w+=,.@-]{1,32}$/, 'must be 1 to 32 characters of [A-Za-z0-9_+=,.@-]'),
  description: z.string().optional(),
  /** ISO 8601, e.g. PT8H. */
  sessionDuration: z
    .string()
    .regex(/^PT\d+[HM]$/)
    .default('PT1H'),
  managedPolicies: z.array(z.string().startsWith('arn:aws:iam::')).default([]),
  inlinePolicy: z.record(z.string(), z.json()).optional(),
});

const identityCenter = z.strictObject({
  instance: z.strictObject({ name: z.string().default(''), region: region.optional() }).prefault({}),
  users: z
    .array(
      z.strictObject({
        userName: z.string().min(1).max(128),
        givenName: z.string().min(1),
        familyName: z.string().min(1),
        email,
      }),
    )
    .default([]),
  /** `members` are user names. */
  groups: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(1024),
        description: z.string().optional(),
        members: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  permissionSets: z.array(permissionSet).default([]),
});

const policy = z.strictObject({
  name: z.string().min(1).max(128),
  description: z.string().max(512).default(''),
  type: z.literal('SERVICE_CONTROL_POLICY').default('SERVICE_CONTROL_POLICY'),
  /** The policy document. */
  content: z.record(z.string(), z.json()),
  /** `Root`, paths of OUs such as `Workloads/Prod`, or account names. */
  targets: z.array(z.string()).default([]),
});

/** What real organizations do with service control policies. */
const serviceControlPolicies = z.strictObject({
  /** Services (`sqs`) whose denials do not name the denying policy: AWS adds its ARN service by service. */
  denialsWithoutArn: z.array(z.string().min(1)).default(['sqs']),
  /** A governance tool that detaches every policy that is not in this file, so often. */
  revertedEvery: span.optional(),
});

/** Something that goes wrong. `service` is the endpoint's name; for events `service` and `operation` are the event's source and eventName. */
export const faultSchema = z
  .strictObject({
    /** `*` for all: with `region`, a Region that is lost. */
    service: z.string().min(1),
    /** `*` for all. */
    operation: z.string().min(1),
    account: accountId.optional(),
    region: region.optional(),
    /** Share of the calls that it strikes. */
    probability: z.number().min(0).max(1).optional(),
    /** Strikes the nth call only (from 1), or the calls of that list. */
    nth: z.union([z.int().min(1), z.array(z.int().min(1))]).optional(),
    effect: z.enum(['throttle', 'error', 'latency', 'applied-but-reply-lost', 'event-lost', 'event-duplicated', 'event-late']),
    /** When it strikes; always where neither is given. */
    from: z.iso.datetime().optional(),
    until: z.iso.datetime().optional(),
    /** For `error`: the service's error. */
    error: z
      .strictObject({ code: z.string(), message: z.string(), statusCode: z.int().min(400).max(599).default(400) })
      .optional(),
    /** For `latency`, `event-late` and `event-duplicated`: how much later. */
    delay: span.optional(),
  })
  .refine(({ probability, nth }) => (probability === undefined) !== (nth === undefined), 'give either probability or nth')
  .refine(
    ({ effect, error }) => (effect === 'error') === (error !== undefined),
    'error is given for, and only for, the effect error',
  )
  .refine(({ effect, delay }) => !['latency', 'event-late'].includes(effect) || delay !== undefined, 'this effect needs a delay');

/** Where a packaged target is instantiated. */
const targetPlace = z
  .strictObject({
    /** Name of the account. */
    account: z.string().min(1).optional(),
    /** Every account but the management account, as a service-managed StackSet aimed at the root deploys it. */
    everyMember: z.literal(true).optional(),
    /** By default the home Region alone. */
    regions: z.array(region).min(1).optional(),
  })
  .refine(
    ({ account, everyMember }) => (account === undefined) !== (everyMember === undefined),
    'give either account or everyMember',
  );

export const organizationSchema = z.strictObject({
  /** Virtual time at which the organization begins. */
  now: z.iso.datetime().default('2026-01-05T09:00:00Z'),
  seed: z.int().min(0).default(1),
  managementAccount: z.strictObject({ name: z.string().default('Management'), email, id: accountId.optional(), tags }),
  homeRegion: region,
  governedRegions: z.array(region).min(1),
  /** Control Tower's concurrent account operations. */
  slots: z.int().min(1).max(10).default(5),
  /** Control Tower's landing zone. INHERITANCE_DRIFT: accounts are enrolled when they are moved into a registered OU. */
  landingZone: z
    .strictObject({
      version: z
        .string()
        .regex(/^\d+\.\d+$/)
        .default('4.0'),
      remediationTypes: z.array(z.literal('INHERITANCE_DRIFT')).default(['INHERITANCE_DRIFT']),
    })
    .prefault({}),
  /** Services with trusted access, beside those that a landing zone has; with a `-` in front, one that has it not. */
  trustedServices: z.array(z.string().regex(/^-?[a-z0-9.-]+\.amazonaws\.com$/)).default([]),
  /** By `<service>/<what>`: organizations/accounts, organizations/scps-per-target, organizations/scp-size, sso/outstanding-writes. */
  quotas: z.record(z.string(), z.int().min(0)).default({}),
  /** Accounts directly under the root, which Control Tower does not manage. */
  accounts: z.array(account).default([]),
  ous: z.array(organizationalUnit).default([]),
  identityCenter: identityCenter.prefault({}),
  policies: z.array(policy).default([]),
  serviceControlPolicies: serviceControlPolicies.prefault({}),
  /** By how many seconds the clock of a component goes ahead of, or behind, the functions'. `authorization`: where policies are evaluated. */
  clockSkew: z.strictObject({ authorization: z.number().min(-600).max(600).default(0) }).prefault({}),
  /** Security Hub's administrator and findings; without it no account uses Security Hub. */
  securityHub: securityHubSchema.optional(),
  faults: z.array(faultSchema).default([]),
  /** By name of a packaged target, e.g. `security` or `recovery`. `management` is always in the management account and home Region. */
  targets: z.record(z.string().regex(/^(?!management$)[a-z0-9]+(-[a-z0-9]+)*$/), targetPlace).default({}),
  /** Application Recovery Controller. */
  recovery: recovery.prefault({}),
  /** By `<service>/<what>`, e.g. `controltower/create-account`. */
  durations: z.record(z.string().regex(/^[a-z-]+\/[a-z-]+$/), duration).default({}),
});

/** The file as written, defaults filled in and time spans in milliseconds. */
export type OrganizationFile = z.output<typeof organizationSchema>;
export type AccountFile = z.output<typeof account>;
export type OrganizationalUnitFile = z.output<typeof organizationalUnit>;
export type Fault = z.output<typeof faultSchema>;
