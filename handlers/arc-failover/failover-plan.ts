/** A failover plan: everything that a failover needs to know, stored ahead, so that it asks no control plane on the day. */
import * as z from 'zod';

/** Regions of a cluster's five endpoints; AWS places them, not the customer. */
export const endpointRegions = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2'] as const;

const partition = 'arn:aws(?:-[a-z-]+)?';
const arnOf = (rest: string, example: string): z.ZodString =>
  z
    .string()
    .max(255)
    .regex(new RegExp(`^${partition}:route53-recovery-control::\\d{12}:${rest}$`), `must be an ARN such as ${example}`);

export const clusterArn = arnOf('cluster/[\\w-]+', 'arn:aws:route53-recovery-control::111122223333:cluster/abc');
export const routingControlArn = arnOf(
  'controlpanel/[\\w-]+/routingcontrol/[\\w-]+',
  'arn:aws:route53-recovery-control::111122223333:controlpanel/abc/routingcontrol/def',
);
export const safetyRuleArn = arnOf(
  'controlpanel/[\\w-]+/safetyrule/[\\w-]+',
  'arn:aws:route53-recovery-control::111122223333:controlpanel/abc/safetyrule/def',
);

const name = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be 1 to 64 letters, digits, _, . or -');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region such as us-west-2');

/** An endpoint as DescribeCluster states it. A host that is none of ARC's is refused: nothing signed goes anywhere else. */
const endpoint = z
  .string()
  .max(128)
  .regex(
    /^https:\/\/[a-z0-9-]+\.route53-recovery-cluster\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/v1\/?$/,
    'must be an endpoint of DescribeCluster: https://<id>.route53-recovery-cluster.<Region>.amazonaws.com/v1',
  );

const application = z.strictObject({
  name,
  controls: z.record(name, routingControlArn).describe('Routing control of each cell.'),
  exclusive: z
    .boolean()
    .default(true)
    .describe('Never On in two cells at a time, as under a safety rule "at most one"; its controls change in one batch.'),
  dns: z
    .strictObject({
      name: z
        .string()
        .max(253)
        .regex(/^([a-z0-9_-]+\.)+[a-z]+$/i, 'must be a host name'),
      type: z.enum(['A', 'AAAA', 'CNAME']).default('A'),
      ttlSeconds: z.int().min(1).max(3600).default(60),
      answers: z.record(name, z.array(z.string().min(1).max(253)).min(1)).describe('What the name answers while a cell is On.'),
    })
    .optional()
    .describe('The name whose answer shows where traffic goes.'),
});

const gate = z.strictObject({
  name,
  cells: z.array(name).optional().describe('Cells whose readiness it tells; every cell when left out.'),
  alarms: z
    .array(z.string().min(1).max(255))
    .min(1)
    .max(50)
    .optional()
    .describe('CloudWatch alarms, in the Region of the run, that must all be OK: replication lag, capacity.'),
  functionArn: z
    .string()
    .regex(/^arn:aws(-[a-z-]+)?:lambda:[a-z0-9-]+:\d{12}:function:groundcrew-gate-[\w-]+(:[\w-]+)?$/)
    .optional()
    .describe('Your own function, named groundcrew-gate-...; it is given {plan, to, gate} and answers {ready, reason}.'),
});

export const failoverPlan = z
  .strictObject({
    name: name.describe('Name of the plan, in reports and approvals.'),
    cluster: z.strictObject({
      arn: clusterArn,
      endpoints: z
        .record(region, endpoint)
        .describe('The five endpoints by Region, as DescribeCluster states them. They do not change.'),
    }),
    cells: z
      .record(name, z.strictObject({ region }))
      .describe('The places that traffic can go to, usually one a Region; a name may be the Region itself.'),
    primary: name.describe('The cell that traffic is in on an ordinary day. A run to it is a failback.'),
    applications: z.array(application).min(1).max(150),
    safetyRules: z
      .array(z.strictObject({ arn: safetyRuleArn, name, waitPeriodMs: z.int().min(0).max(600_000).default(5000) }))
      .default([])
      .describe('Safety rules of the control panels; a run waits out their wait periods and names those that refuse it.'),
    resolvers: z
      .array(z.url({ protocol: /^https$/ }))
      .default([])
      .describe('DNS-over-HTTPS resolvers with the JSON form; at least two, or DNS is stated as not observed.'),
    gates: z.array(gate).max(20).default([]).describe('Readiness of the cell that traffic is to go to.'),
    failback: z
      .strictObject({
        people: z.union([z.literal(1), z.literal(2)]).default(1),
        expiresInSeconds: z.int().min(60).max(86_400).default(3600),
      })
      .prefault({})
      .describe('How a failback is approved.'),
  })
  .superRefine((plan, context) => {
    for (const message of contradictions(plan)) context.addIssue({ code: 'custom', message });
  });
export type FailoverPlan = z.output<typeof failoverPlan>;
export type Application = FailoverPlan['applications'][number];
export type Gate = FailoverPlan['gates'][number];

type Parts = {
  readonly cluster: { readonly arn: string; readonly endpoints: Readonly<Record<string, string>> };
  readonly cells: Readonly<Record<string, unknown>>;
  readonly primary: string;
  readonly applications: readonly {
    readonly name: string;
    readonly controls: Readonly<Record<string, string>>;
    readonly dns?: { readonly answers: Readonly<Record<string, unknown>> } | undefined;
  }[];
  readonly gates: readonly {
    readonly name: string;
    readonly cells?: readonly string[] | undefined;
    readonly alarms?: unknown;
    readonly functionArn?: unknown;
  }[];
};

/** What single members cannot tell. */
function contradictions({ cluster, cells, primary, applications, gates }: Parts): string[] {
  const names = Object.keys(cells);
  const regions = Object.keys(cluster.endpoints);
  const arns = applications.flatMap(({ controls }) => Object.values(controls));
  const account = cluster.arn.split(':')[4];
  return [
    ...(names.length >= 2 && names.length <= 10 ? [] : ['cells: a plan has 2 to 10 cells']),
    ...(names.includes(primary) ? [] : [`primary: ${primary} is none of the cells`]),
    ...(regions.length === 5 ? [] : [`cluster.endpoints: a cluster has 5 endpoints, here are ${regions.length}`]),
    ...Object.entries(cluster.endpoints)
      .filter(([region, url]) => !url.includes(`.route53-recovery-cluster.${region}.`))
      .map(([region, url]) => `cluster.endpoints: ${url} is not in ${region}`),
    ...applications.flatMap(({ name, controls, dns }) => [
      ...(sameMembers(Object.keys(controls), names) ? [] : [`applications: ${name} needs one control for each cell`]),
      ...(dns === undefined || sameMembers(Object.keys(dns.answers), names)
        ? []
        : [`applications: dns.answers of ${name} needs one entry for each cell`]),
    ]),
    ...repeated(applications.map(({ name }) => name)).map((name) => `applications: two are called ${name}`),
    ...repeated(arns).map((arn) => `applications: ${arn} stands twice`),
    ...arns.filter((arn) => arn.split(':')[4] !== account).map((arn) => `applications: ${arn} is of another account's cluster`),
    ...gates
      .filter(({ alarms, functionArn }) => (alarms === undefined) === (functionArn === undefined))
      .map(({ name }) => `gates: ${name} has either alarms or a functionArn`),
    ...gates
      .filter(({ cells: of }) => of?.some((cell) => !names.includes(cell)))
      .map(({ name }) => `gates: ${name} names a cell that the plan does not have`),
    ...repeated(gates.map(({ name }) => name)).map((name) => `gates: two are called ${name}`),
  ];
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((member) => other.includes(member));
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** The control panel that a routing control's or safety rule's ARN is in. */
export function controlPanelOf(arn: string): string {
  return arn.split('/').slice(0, 2).join('/');
}
