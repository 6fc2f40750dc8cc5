/**
 * The SDK's schemas as shapes. Clients from 3.1048 on ship each operation and structure as nested arrays (`[3, namespace, name, traits,
 * member names, member schemas, required count]`); the few services without such a client have hand tables of the same form.
 */

/** A schema as the SDK ships it. Its form is internal to the SDK, so package.json pins the clients' versions. */
export type RawSchema = number | string | readonly unknown[] | (() => RawSchema);

export type TimestampFormat = 'default' | 'date-time' | 'http-date' | 'epoch-seconds';

export interface Shape {
  readonly kind:
    'string' | 'number' | 'boolean' | 'blob' | 'timestamp' | 'document' | 'list' | 'map' | 'structure' | 'union' | 'unit';
  readonly name: string;
  /** Traits of the shape and, winning over them, of the member that refers to it. */
  readonly traits: Traits;
  readonly streaming: boolean;
  readonly timestampFormat: TimestampFormat;
  /** Of a structure or union, in the order of the model. */
  readonly members: ReadonlyMap<string, Shape>;
  /** Number of leading members that are required. */
  readonly required: number;
  /** Of a list or map. */
  readonly element: Shape;
  readonly key: Shape;
}

export interface Traits {
  readonly http?: readonly [method: string, uri: string, status: number];
  readonly httpLabel?: 1;
  readonly httpQuery?: string;
  readonly httpQueryParams?: 1;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
  readonly error?: 'client' | 'server';
  readonly jsonName?: string;
  readonly ec2QueryName?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: 1;
  readonly xmlAttribute?: 1;
  readonly xmlNamespace?: readonly [prefix: string, uri: string];
}

export interface OperationShape {
  readonly name: string;
  readonly traits: Traits;
  readonly input: Shape;
  readonly output: Shape;
}

const bits: readonly (keyof Traits | undefined)[] = [
  'httpLabel',
  undefined,
  undefined,
  undefined,
  'httpPayload',
  'httpResponseCode',
  'httpQueryParams',
];

function traitsOf(raw: unknown): Traits {
  if (typeof raw === 'number')
    return Object.fromEntries(bits.filter((name, bit) => name && raw & (1 << bit)).map((name) => [name, 1]));
  return (raw ?? {}) as Traits;
}

const simple = new Map<number, Shape['kind']>([
  [0, 'string'],
  [1, 'number'],
  [2, 'boolean'],
  [4, 'timestamp'],
  [5, 'timestamp'],
  [6, 'timestamp'],
  [7, 'timestamp'],
  [15, 'document'],
  [17, 'number'],
  [19, 'number'],
  [21, 'blob'],
  [42, 'blob'],
]);
const formats: readonly TimestampFormat[] = ['default', 'date-time', 'http-date', 'epoch-seconds'];
const none: ReadonlyMap<string, Shape> = new Map();

/** A view of a schema whose members are made when they are first looked at, since structures may hold themselves. */
class SchemaShape implements Shape {
  readonly kind: Shape['kind'];
  readonly name: string;
  readonly traits: Traits;
  readonly streaming: boolean;
  readonly timestampFormat: TimestampFormat;
  readonly required: number;
  private readonly raw: number | readonly unknown[];
  private memberShapes: ReadonlyMap<string, Shape> | undefined;
  private elementShape: Shape | undefined;

  constructor(schema: RawSchema, memberTraits: Traits) {
    let raw: unknown = schema;
    let traits = memberTraits;
    for (;;) {
      if (typeof raw === 'function') raw = (raw as () => unknown)();
      else if (Array.isArray(raw) && raw[0] === 0) {
        traits = { ...traitsOf(raw[3]), ...traits };
        raw = raw[4];
      } else break;
    }
    if (raw === 'unit') raw = [3, '', 'Unit', 0, [], []];
    this.raw = raw as number | readonly unknown[];
    if (typeof this.raw === 'number') {
      this.kind = this.raw >= 128 ? 'map' : this.raw >= 64 ? 'list' : (simple.get(this.raw) ?? 'string');
      this.name = this.kind;
      this.traits = traits;
      this.required = 0;
    } else {
      const [id, , name, own] = this.raw as [number, string, string, unknown];
      this.kind = id === 1 ? 'list' : id === 2 ? 'map' : id === 4 ? 'union' : 'structure';
      this.name = name;
      this.traits = { ...traitsOf(own), ...traits };
      this.required = typeof this.raw[6] === 'number' ? this.raw[6] : 0;
    }
    this.streaming = this.raw === 42;
    this.timestampFormat = this.kind === 'timestamp' ? formats[(this.raw as number) - 4]! : 'default';
  }

  get members(): ReadonlyMap<string, Shape> {
    if (this.kind !== 'structure' && this.kind !== 'union') return none;
    this.memberShapes ??= new Map(
      (this.raw as readonly unknown[] & { 4: string[] })[4].map((name, index) => [
        name,
        member(((this.raw as readonly unknown[])[5] as RawSchema[])[index]!),
      ]),
    );
    return this.memberShapes;
  }

  get element(): Shape {
    this.elementShape ??=
      typeof this.raw === 'number' ? member(this.raw & 63) : member(this.raw[this.kind === 'map' ? 5 : 4] as RawSchema);
    return this.elementShape;
  }

  get key(): Shape {
    return typeof this.raw === 'number' ? member(0) : member(this.raw[4] as RawSchema);
  }
}

/** A member's schema may be a pair of schema and traits. */
function member(raw: RawSchema): Shape {
  if (Array.isArray(raw) && raw.length === 2) return new SchemaShape(raw[0] as RawSchema, traitsOf(raw[1]));
  return new SchemaShape(raw, {});
}

/** The shape of an error or another structure. */
export function shapeOf(raw: RawSchema): Shape {
  return new SchemaShape(raw, {});
}

/** The shape of an operation: `[9, namespace, name, traits, input, output]`. */
export function operationShape(raw: readonly unknown[]): OperationShape {
  const [, , name, traits, input, output] = raw as [number, string, string, unknown, RawSchema, RawSchema];
  return { name, traits: traitsOf(traits), input: shapeOf(input), output: shapeOf(output) };
}
