/** Input of dr-drill: its own file, because the calendar's shapes and the contract both need it. */
import * as z from 'zod';
import { modes } from './fault-policy.ts';

/** Longest window of a drill's deny, in minutes. A longer one is not a drill. */
export const longestWindowMinutes = 240;
/** Most accounts that one drill may touch. */
export const mostAccounts = 50;

const regionName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-west-1');
const accountReference = z.string().regex(/^(\d{12}|[\w .-]{1,50})$/, 'an account id or an account name');
export const isoTime = z.iso.datetime();

/** Something that is well as long as it holds: an alarm that is OK, or a call that AWS answers. */
export const steadyCheck = z
  .strictObject({
    /** Account by id or name; the management account where none is given. */
    account: accountReference.optional(),
    region: regionName,
    /** Name of a CloudWatch alarm, which must be OK. */
    alarm: z.string().min(1).max(255).optional(),
    /** One of the calls that drills probe with, e.g. `dynamodb:ListTables`; the probe role makes it. */
    call: z.string().min(1).max(100).optional(),
  })
  .refine(({ alarm, call }) => (alarm === undefined) !== (call === undefined), 'give either alarm or call')
  .refine(({ account, call }) => call === undefined || account !== undefined, 'a call needs the account that makes it');
export type SteadyCheck = z.output<typeof steadyCheck>;

const alarm = z.strictObject({
  account: accountReference.optional(),
  region: regionName,
  alarm: z.string().min(1).max(255),
});

/** The failover that is rehearsed under the deny: a state machine of an account inside the unit, in the standby Region. */
const failover = z.strictObject({
  account: accountReference,
  region: regionName,
  /** Name of the state machine there. */
  machine: z
    .string()
    .regex(/^[\w-]{1,80}$/)
    .default('groundcrew-prod-arc-failover'),
  /** Its input, as it is. */
  input: z.record(z.string(), z.json()),
});

/** Input of dr-drill: what is denied to whom, for how long, and how it is told that the system lives. */
export const drillInput = z.strictObject({
  /** Short name; drills of one name are compared with each other. */
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and hyphens')
    .max(60),
  mode: z.enum(modes),
  /** The Region that is lost; in the modes of a global service the Region of its control plane follows from the mode. */
  region: regionName.optional(),
  /** For the mode services: prefixes of IAM actions, e.g. dynamodb. */
  services: z
    .array(z.string().regex(/^[a-z0-9-]{2,40}$/))
    .min(1)
    .max(20)
    .optional(),
  /** Path of an organizational unit (Workloads/Drill) or its id. */
  organizationalUnit: z.string().min(1).max(500),
  /** The Region that takes over; the same calls must be allowed there. */
  standbyRegion: regionName,
  /** How long the deny lasts at most. */
  minutes: z.int().min(2).max(longestWindowMinutes),
  /** Time from the first second of the deny within which the system must be steady. */
  rtoMinutes: z.number().positive().max(longestWindowMinutes),
  /** Seconds between arming and the first second of the deny: the policy is attached in them and spreads while it denies nothing. */
  leadSeconds: z.int().min(180).max(3600).default(300),
  reason: z.string().min(1).max(300),
  steadyState: z.array(steadyCheck).min(1).max(20),
  /** Alarms that end the drill at once when they go off, and do not let it begin. */
  guardAlarms: z.array(alarm).max(20).default([]),
  /** Days on which no drill may run (UTC). */
  blockedDates: z.array(z.iso.date()).max(400).default([]),
  /** Times in which no drill may run. */
  blockedWindows: z
    .array(z.strictObject({ from: isoTime, to: isoTime }))
    .max(100)
    .default([]),
  failover: failover.optional(),
  approval: z
    .strictObject({
      people: z.union([z.literal(1), z.literal(2)]).default(1),
      expiresInMinutes: z.int().min(1).max(10_080).default(60),
    })
    .prefault({}),
  /** The drill proves that the window of time ends the deny by itself, in one canary account: groundcrew drill self-test. */
  selfTest: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});
export type DrillInput = z.output<typeof drillInput>;
