/** ExpressionAttributeNames and ExpressionAttributeValues of one request, and which of them its expressions used. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Value } from '../attribute-values.ts';
import { readValue } from '../attribute-values.ts';
import { validation } from '../errors.ts';

export class Placeholders {
  private readonly names: ReadonlyMap<string, string>;
  private readonly values: ReadonlyMap<string, Value>;
  private readonly unused: Set<string>;

  constructor(
    private readonly given: {
      readonly names: Readonly<Record<string, string>> | undefined;
      readonly values: Readonly<Record<string, AttributeValue>> | undefined;
    },
    hasExpression: boolean,
  ) {
    const { names, values } = given;
    for (const [member, map] of [
      ['ExpressionAttributeNames', names],
      ['ExpressionAttributeValues', values],
    ] as const) {
      if (map && !hasExpression) throw validation(`${member} can only be specified when using expressions`);
      if (map && Object.keys(map).length === 0) throw validation(`${member} must not be empty`);
    }
    this.names = new Map(Object.entries(names ?? {}));
    this.values = new Map(Object.entries(values ?? {}).map(([name, value]) => [name, read(name, value)]));
    for (const name of this.names.keys()) {
      if (!/^#[a-zA-Z0-9_]+$/.test(name))
        throw validation(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${name}"`);
    }
    for (const name of this.values.keys()) {
      if (!/^:[a-zA-Z0-9_]+$/.test(name))
        throw validation(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${name}"`);
    }
    this.unused = new Set([...this.names.keys(), ...this.values.keys()]);
  }

  /** The attribute name behind `#name`. */
  name(placeholder: string, field: string): string {
    const name = this.names.get(placeholder);
    if (name === undefined) {
      throw validation(
        `Invalid ${field}: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      );
    }
    this.unused.delete(placeholder);
    return name;
  }

  /** The value behind `:name`. */
  value(placeholder: string, field: string): Value {
    const value = this.values.get(placeholder);
    if (value === undefined) {
      throw validation(
        `Invalid ${field}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    this.unused.delete(placeholder);
    return value;
  }

  /** To be called after all expressions were parsed: AWS refuses placeholders that none of them uses. */
  refuseUnused(): void {
    for (const [member, sign] of [
      ['ExpressionAttributeNames', '#'],
      ['ExpressionAttributeValues', ':'],
    ] as const) {
      const names = [...this.unused].filter((name) => name.startsWith(sign));
      if (names.length > 0) throw validation(`Value provided in ${member} unused in expressions: keys: {${names.join(', ')}}`);
    }
  }
}

function read(name: string, value: AttributeValue): Value {
  try {
    return readValue(value);
  } catch (error) {
    throw validation(`ExpressionAttributeValues contains invalid value: ${(error as Error).message} for key ${name}`);
  }
}
