import type { Json } from '../json.ts';
import { ApiError } from './api-error.ts';

/** Least and greatest length of a text or value of a number. */
type Range = readonly [least: number, most: number];

interface Constraint {
  readonly length?: Range;
  readonly value?: Range;
  readonly oneOf?: readonly string[];
  readonly pattern?: string;
}

const arn: Constraint = { length: [1, 256] };
const longArn: Constraint = { length: [1, 2000] };
const text = (least: number, most: number): Constraint => ({ length: [least, most] });
const oneOf = (...values: string[]): Constraint => ({ oneOf: values });

/** What AWS's service model says of a member wherever it stands. https://docs.aws.amazon.com/step-functions/latest/apireference */
const members: Readonly<Record<string, Constraint>> = {
  stateMachineArn: arn,
  stateMachineAliasArn: arn,
  executionArn: arn,
  activityArn: arn,
  resourceArn: arn,
  roleArn: arn,
  mapRunArn: longArn,
  stateMachineVersionArn: longArn,
  name: text(1, 80),
  stateName: text(1, 80),
  workerName: text(1, 80),
  description: text(0, 256),
  versionDescription: text(0, 256),
  taskToken: text(1, 2048),
  error: text(0, 256),
  cause: text(0, 32_768),
  clientToken: { length: [1, 64], pattern: '[!-~]+' },
  nextToken: text(1, 1024),
  maxResults: { value: [0, 1000] },
  maxConcurrency: { value: [0, Infinity] },
  toleratedFailureCount: { value: [0, Infinity] },
  toleratedFailurePercentage: { value: [0, 100] },
  type: oneOf('STANDARD', 'EXPRESS'),
  severity: oneOf('ERROR', 'WARNING'),
  inspectionLevel: oneOf('INFO', 'DEBUG', 'TRACE'),
  includedData: oneOf('ALL_DATA', 'METADATA_ONLY'),
  // In the order in which AWS names them (recorded); of the others the order is the model's.
  statusFilter: oneOf('SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'),
  redriveFilter: oneOf('REDRIVEN', 'NOT_REDRIVEN'),
};

/** Where an operation's own member differs. */
const perOperation: Readonly<Record<string, Readonly<Record<string, Constraint>>>> = {
  ListExecutions: { nextToken: text(1, 3096) },
  ValidateStateMachineDefinition: { maxResults: { value: [0, 100] } },
  CreateStateMachineAlias: { name: { length: [1, 80], pattern: '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$' } },
};

/** Checks the plain members of a request as AWS does before it looks at anything else: all that is wrong is told at once. */
export function checkConstraints(
  operation: string,
  required: readonly string[],
  input: { readonly [member: string]: Json },
): void {
  const problems = required
    .filter((member) => input[member] == null)
    .map((member) => `Value null at '${member}' failed to satisfy constraint: Member must not be null`);
  const own = perOperation[operation];
  for (const [member, value] of Object.entries(input)) {
    const constraint = own !== undefined && Object.hasOwn(own, member) ? own[member] : ownOf(member);
    if (constraint === undefined || value === null) continue;
    const rule = broken(constraint, value);
    if (rule !== undefined) problems.push(`Value '${shown(value)}' at '${member}' failed to satisfy constraint: ${rule}`);
  }
  if (problems.length === 0) return;
  const detected = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`;
  throw new ApiError('ValidationException', `${detected}: ${problems.join('; ')}`);
}

const ownOf = (member: string): Constraint | undefined => (Object.hasOwn(members, member) ? members[member] : undefined);
const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function broken({ length, value: range, oneOf: values, pattern }: Constraint, value: Json): string | undefined {
  if (typeof value === 'number' && range !== undefined) {
    if (value < range[0]) return `Member must have value greater than or equal to ${range[0]}`;
    return value > range[1] ? `Member must have value less than or equal to ${range[1]}` : undefined;
  }
  if (typeof value !== 'string') return undefined;
  if (length !== undefined && value.length > length[1]) return `Member must have length less than or equal to ${length[1]}`;
  if (length !== undefined && value.length < length[0]) return `Member must have length greater than or equal to ${length[0]}`;
  if (values !== undefined && !values.includes(value)) return `Member must satisfy enum value set: [${values.join(', ')}]`;
  // The whole text has to match, as in Java.
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value))
    return `Member must satisfy regular expression pattern: ${pattern}`;
  return undefined;
}
