/**
 * Checks of an operation's input against the constraints of AWS's service models, in the words of AWS's common validation.
 * Each service turns the violations into its own error (`ValidationException`, `InvalidInputException`, ...).
 */

export interface Constraint {
  readonly required?: true;
  /** Anchored at both ends here, whatever AWS's notation: the service matches whole values. */
  readonly pattern?: string;
  /** Least and greatest length of a string or list, or value of a number. */
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
}

/** Constraints by member name, as the SDK spells it. */
export type Constraints = Readonly<Record<string, Constraint>>;

export type ViolationKind = 'required' | 'pattern' | 'min' | 'max' | 'oneOf';

export interface Violation {
  readonly kind: ViolationKind;
  readonly member: string;
  /** `Value 'x' at 'accountId' failed to satisfy constraint: Member must ...`. */
  readonly text: string;
}

/** Every violated constraint, in the order of the table. Members that are not in the table are not looked at. */
export function violations(input: object, constraints: Constraints): Violation[] {
  return Object.entries(constraints).flatMap(([member, constraint]) => {
    const value: unknown = Object.hasOwn(input, member) ? (input as Record<string, unknown>)[member] : undefined;
    const broken = value == null ? (constraint.required ? absent : undefined) : brokenRule(value, constraint);
    if (!broken) return [];
    const shown = value == null ? 'null' : `'${Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value)}'`;
    return [
      { kind: broken.kind, member, text: `Value ${shown} at '${wireCase(member)}' failed to satisfy constraint: ${broken.text}` },
    ];
  });
}

/** `1 validation error detected: Value ...`, the message that AWS's common validation gives for these violations. */
export function validationMessage(found: readonly Violation[]): string {
  const texts = found.map(({ text }) => text).join('; ');
  return `${found.length} validation ${found.length === 1 ? 'error' : 'errors'} detected: ${texts}`;
}

interface BrokenRule {
  readonly kind: ViolationKind;
  readonly text: string;
}

const absent: BrokenRule = { kind: 'required', text: 'Member must not be null' };

function brokenRule(value: unknown, constraint: Constraint): BrokenRule | undefined {
  const { pattern, min, max, oneOf } = constraint;
  const size = typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  const measure = typeof value === 'number' ? 'value' : 'length';
  if (size !== undefined && min !== undefined && size < min) {
    return { kind: 'min', text: `Member must have ${measure} greater than or equal to ${min}` };
  }
  if (size !== undefined && max !== undefined && size > max) {
    return { kind: 'max', text: `Member must have ${measure} less than or equal to ${max}` };
  }
  if (oneOf && !oneOf.includes(String(value))) {
    return { kind: 'oneOf', text: `Member must satisfy enum value set: [${oneOf.join(', ')}]` };
  }
  if (pattern !== undefined && !wholeMatch(pattern).test(String(value))) {
    return { kind: 'pattern', text: `Member must satisfy regular expression pattern: ${pattern}` };
  }
  return undefined;
}

const matchers = new Map<string, RegExp>();

/** The pattern, which stands in a table of the program, for whole values. */
function wholeMatch(pattern: string): RegExp {
  let matcher = matchers.get(pattern);
  if (!matcher) matchers.set(pattern, (matcher = new RegExp(`^(?:${pattern})$`, 'u')));
  return matcher;
}

/** AWS's validation names members with a small first letter, whatever the protocol. */
function wireCase(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}
