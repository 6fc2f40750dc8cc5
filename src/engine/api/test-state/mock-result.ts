import type { Json } from '../../json.ts';
import results from '../../integrations/aws-sdk-results.json' with { type: 'json' };
import { ApiError } from '../api-error.ts';

/** A shape of scripts/generate-aws-sdk-operations.py: see there for the letters. */
interface Shape {
  readonly m?: Readonly<Record<string, string>>;
  readonly r?: readonly string[];
  readonly l?: string;
  readonly v?: string;
  readonly t?: 's' | 'n' | 'b' | 't' | 'o';
  readonly e?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}
interface ServiceResults {
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const services = new Map(Object.entries(results as unknown as Record<string, ServiceResults>));
/** Optimized integrations whose service has another name in the SDK. */
const SDK_NAMES: Readonly<Record<string, string>> = { states: 'sfn', events: 'eventbridge' };
const RESOURCE = /^arn:[^:]+:states:[^:]*:[^:]*:(aws-sdk:)?([^:.]+):([^:.]+)(\.sync.*|\.waitForTaskToken)?$/;

const refuse = (text: string): ApiError => new ApiError('ValidationException', `Mock result schema validation error: ${text}`);
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * Checks a mocked result against what the API of the Task's Resource answers: in mode STRICT all required members must be there, in PRESENT
 * only those that are there must have the right type, NONE checks nothing. Tasks that wait have results of other shapes and are not checked.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
 */
export function checkMockResult(resource: string, result: Json, mode: string): void {
  const [, sdk, service = '', action = '', waits] = RESOURCE.exec(resource) ?? [];
  if (mode === 'NONE' || service === '' || waits !== undefined) return;
  const table = services.get(sdk === undefined ? (SDK_NAMES[service] ?? service) : service);
  const shapeName = table?.operations[capital(action)];
  if (table === undefined || shapeName === undefined) return;
  // The optimized integration parses the function's payload, so it is no blob.
  const free = sdk === undefined && service === 'lambda' ? new Set(['Payload']) : new Set<string>();
  check(result, shapeName, '', table.shapes, mode === 'STRICT', free);
}

function check(
  value: Json,
  shapeName: string,
  field: string,
  shapes: ServiceResults['shapes'],
  strict: boolean,
  free: ReadonlySet<string>,
): void {
  const shape = shapes[shapeName];
  if (shape === undefined || value === null) return;
  const inside = (member: Json, name: string, of: string): void => check(member, of, name, shapes, strict, free);
  const wrong = (what: string): ApiError => refuse(`Field '${field}' must be ${what}`);
  if (shape.m !== undefined) {
    if (typeof value !== 'object' || Array.isArray(value)) throw wrong('an object');
    const missing = strict ? shape.r?.find((name) => !Object.hasOwn(value, capital(name))) : undefined;
    if (missing !== undefined) throw refuse(`Required field '${capital(missing)}' is missing`);
    for (const [name, of] of Object.entries(shape.m)) {
      const member = value[capital(name)];
      if (member !== undefined && !free.has(name)) inside(member, capital(name), of);
    }
  } else if (shape.l !== undefined) {
    if (!Array.isArray(value)) throw wrong('an array');
    for (const item of value) inside(item, field, shape.l);
  } else if (shape.v !== undefined) {
    if (typeof value !== 'object' || Array.isArray(value)) throw wrong('an object');
    for (const [key, member] of Object.entries(value)) inside(member, key, shape.v);
  } else if (shape.t !== undefined) checkScalar(value, field, shape);
}

function checkScalar(value: Json, field: string, { t, e, min = -Infinity, max = Infinity }: Shape): void {
  if (t === 'n') {
    if (typeof value !== 'number') throw refuse(`Field '${field}' must be a number`);
    if (value < min) throw refuse(`Field '${field}' is less than the minimum value`);
    if (value > max) throw refuse(`Field '${field}' exceeds the maximum value`);
  } else if (t === 'b') {
    if (typeof value !== 'boolean') throw refuse(`Field '${field}' must be a boolean`);
  } else {
    if (typeof value !== 'string') throw refuse(`Field '${field}' must be a string`);
    if (e !== undefined && !e.includes(value)) throw refuse(`Field '${field}' is not an expected value`);
    if (value.length < min) throw refuse(`Field '${field}' is smaller than the minimum length`);
    if (value.length > max) throw refuse(`Field '${field}' exceeds the maximum length`);
  }
}
