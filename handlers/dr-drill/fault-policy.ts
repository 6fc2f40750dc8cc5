/**
 * The service control policy of a drill: one Deny statement per mode, as data, with a window of time on both sides. Positive StringEquals for
 * the Region and date operators without IfExists, so that a key that a request lacks never denies it (IAM user guide, condition operators).
 */

/** What a drill takes away. docs/workflows/dr-drill.md says when to choose which. */
export const modes = [
  'region',
  'region-keep-globals',
  'route53-control-plane',
  'iam-control-plane',
  'post-parity',
  'services',
] as const;
export type FaultMode = (typeof modes)[number];

/** What a mode denies. */
interface Scope {
  readonly actions?: readonly string[];
  /** Everything but these. */
  readonly notActions?: readonly string[];
  /** Requests to this Region only; undefined for every Region. */
  readonly region?: string;
}

/** Where the control planes of IAM, Route 53 and Organizations answer. */
const globalsRegion = 'us-east-1';

/** Services whose requests go to us-east-1 whatever Region is meant (Organizations user guide, "Deny access to AWS based on the requested Region"). */
const globalServices = [
  'account:*',
  'artifact:*',
  'aws-portal:*',
  'billing:*',
  'budgets:*',
  'ce:*',
  'cloudfront:*',
  'globalaccelerator:*',
  'health:*',
  'iam:*',
  'networkmanager:*',
  'organizations:*',
  'pricing:*',
  'route53:*',
  'route53domains:*',
  'route53-recovery-cluster:*',
  'route53-recovery-control-config:*',
  'route53-recovery-readiness:*',
  'shield:*',
  'sso:*',
  'sts:*',
  'support:*',
  'trustedadvisor:*',
  'waf:*',
] as const;

/** What must stay allowed in every mode: without STS no probe could tell, and ARC's data plane is what failover uses. */
const alwaysAllowed = ['sts:*', 'route53-recovery-cluster:*'] as const;

const scopes: Readonly<Record<FaultMode, (asked: FaultAsked) => Scope>> = {
  region: ({ region }) => ({ notActions: alwaysAllowed, region: region! }),
  'region-keep-globals': ({ region }) => ({ notActions: globalServices, region: region! }),
  'route53-control-plane': () => ({
    actions: [
      'route53:Change*',
      'route53:Create*',
      'route53:Delete*',
      'route53:Get*',
      'route53:List*',
      'route53:Update*',
      'route53domains:*',
    ],
  }),
  'iam-control-plane': () => ({ actions: ['iam:*'] }),
  'post-parity': () => ({ actions: ['iam:*', 'route53:*'], region: globalsRegion }),
  services: ({ services, region }) => ({
    actions: services!.map((service) => `${service}:*`),
    ...(region === undefined ? {} : { region }),
  }),
};

/** The members of a drill's input that decide what is denied. */
export interface FaultAsked {
  readonly mode: FaultMode;
  readonly region?: string | undefined;
  readonly services?: readonly string[] | undefined;
}

/** What is missing or too much for the mode, in words; empty when the input is whole. */
export function faultProblems({ mode, region, services }: FaultAsked): string[] {
  const needsRegion = mode === 'region' || mode === 'region-keep-globals';
  return [
    ...(needsRegion && region === undefined ? [`mode ${mode} needs region`] : []),
    ...(!needsRegion && mode !== 'services' && region !== undefined
      ? [`mode ${mode} takes no region: it denies a global service`]
      : []),
    ...(mode === 'services' && services === undefined ? ['mode services needs services'] : []),
    ...(mode !== 'services' && services !== undefined ? [`mode ${mode} takes no services`] : []),
    ...(services ?? [])
      .filter((service) => alwaysAllowed.some((kept) => kept.startsWith(`${service}:`)))
      .map((service) => `${service} cannot be denied: a drill could not be proven or left without it`),
  ];
}

/** The Region whose requests the deny meets first: where its probes are aimed. */
export function deniedRegionOf({ mode, region }: FaultAsked): string {
  return mode === 'region' || mode === 'region-keep-globals' || mode === 'services' ? (region ?? globalsRegion) : globalsRegion;
}

/** Principals that the deny never meets, whatever the mode. */
export const exemptRoles = ['arn:aws:iam::*:role/groundcrew/drill-control'] as const;

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: '*';
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const sidStem = 'GroundcrewDrill';

/** The policy as it is attached. `t0` and `t1` are whole seconds in UTC. */
export function faultPolicy(asked: FaultAsked, drillId: string, t0: string, t1: string): string {
  const { actions, notActions, region } = scopes[asked.mode](asked);
  const statement: Statement = {
    Sid: `${sidStem}${drillId}`,
    Effect: 'Deny',
    ...(actions ? { Action: actions } : { NotAction: notActions! }),
    Resource: '*',
    Condition: {
      ...(region === undefined ? {} : { StringEquals: { 'aws:RequestedRegion': [region] } }),
      DateGreaterThan: { 'aws:CurrentTime': t0 },
      DateLessThan: { 'aws:CurrentTime': t1 },
      ArnNotLike: { 'aws:PrincipalArn': exemptRoles },
    },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

const matches = (pattern: string, action: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
    'i',
  ).test(action);

/** A request as far as a drill's policy looks at it. */
export interface Request {
  readonly action: string;
  readonly region: string;
  readonly principalArn: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Whether a drill's own policy denies a request. It knows the conditions that `faultPolicy` writes, and no others. */
export function denies(document: string, { action, region, principalArn, at }: Request): boolean {
  const { Statement: statements } = JSON.parse(document) as { Statement: Statement[] };
  return statements.some(({ Action, NotAction, Condition }) => {
    const named = (Action ?? NotAction ?? []).some((pattern) => matches(pattern, action));
    if (named === (Action === undefined)) return false;
    return Object.entries(Condition).every(([operator, keys]) =>
      Object.values(keys).every((value) => {
        const expected = [value].flat() as string[];
        switch (operator) {
          case 'StringEquals':
            return expected.includes(region);
          case 'DateGreaterThan':
            return at > Date.parse(expected[0]!);
          case 'DateLessThan':
            return at < Date.parse(expected[0]!);
          case 'ArnNotLike':
            return !expected.some((pattern) => matches(pattern, principalArn));
          default:
            throw new Error(`a drill's policy has no condition ${operator}`);
        }
      }),
    );
  });
}

/** The statement that a drill would attach, as lint shows it: its name and what it takes away, in words. */
export function statementOf(asked: FaultAsked): { readonly sid: string; readonly denies: string } {
  const { actions, notActions, region } = scopes[asked.mode](asked);
  const what = actions?.join(', ') ?? `everything but ${notActions!.length > 4 ? 'global services' : notActions!.join(', ')}`;
  return { sid: `${sidStem}<drill>`, denies: `${what}${region === undefined ? '' : ` in ${region}`}` };
}

/** Which of `calls` (`dynamodb:PutItem`, each in its Region) the fault would deny to an ordinary role inside the unit. */
export function callsDenied<Call extends { readonly action: string; readonly region: string }>(
  asked: FaultAsked,
  calls: readonly Call[],
): Call[] {
  const [t0, during, t1] = ['2026-01-01T00:00:00Z', Date.parse('2026-01-01T01:00:00Z'), '2026-01-01T02:00:00Z'] as const;
  const document = faultPolicy(asked, 'lint', t0, t1);
  const principalArn = 'arn:aws:iam::123456789012:role/application';
  return calls.filter(({ action, region }) => denies(document, { action, region, principalArn, at: during }));
}

/** What is wrong with a rendered policy; empty when it may be attached. */
export function policyProblems(document: string, largest: number): string[] {
  const { Statement: statements } = JSON.parse(document) as { Statement: Statement[] };
  return [
    ...(document.length > largest ? [`the policy has ${document.length} characters; ${largest} are allowed`] : []),
    ...statements.flatMap((statement) => statementProblems(statement)),
  ];
}

function statementProblems({ Action, NotAction, Condition }: Statement): string[] {
  const window = [Condition['DateGreaterThan'], Condition['DateLessThan']].map(
    (keys) => keys?.['aws:CurrentTime'] as string | undefined,
  );
  const [from, to] = window;
  const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  return [
    ...(from === undefined || to === undefined ? ['the policy has no window of time'] : []),
    ...window.filter((time) => time !== undefined && !utc.test(time)).map((time) => `${time} is no whole second in UTC`),
    ...(from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to) ? ['the window ends before it begins'] : []),
    ...Object.keys(Condition)
      .filter((operator) => operator.endsWith('IfExists') || operator.startsWith('StringNot'))
      .map((operator) => `${operator} would deny requests that lack the key`),
    ...alwaysAllowed
      .filter((kept) => {
        const probe = kept.replace('*', 'Probe');
        const named = (Action ?? NotAction ?? []).some((pattern) => matches(pattern, probe));
        return named !== (Action === undefined);
      })
      .map((kept) => `${kept} would be denied`),
  ];
}
