/** Random writes, carried out here and on dynalite (another implementation, over loopback): same answers, same errors, same items. */
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DeleteItemCommandInput,
  type PutItemCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import fc from 'fast-check';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';

const table = {
  TableName: 'differential',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'N' as const },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
};

const number = fc.oneof(
  fc.integer({ min: -30, max: 30 }).map(String),
  fc.constantFrom('0.1', '-0.25', '1e3', '12345678901234567890.5', '-7e-5', '0.30'),
);
const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'b', 'Zoë').map((S) => ({ S })),
  number.map((N) => ({ N })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true as const }),
);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).map((SS) => ({ SS })) },
  { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom('1', '2', '3.5'), { minLength: 1 }).map((NS) => ({ NS })) },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }).map((L) => ({ L })) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('x', 'y'), scalar, { maxKeys: 2 }).map((M) => ({ M })) },
);

const path = fc.constantFrom('#a', '#b', '#c', '#a.x', '#b[0]', '#b[1]', '#c.y');
const operand = fc.oneof(path, fc.constantFrom(':v', ':w'));
/** dynalite answers oddly, or falls over, where an operand is missing or has no order: the second operand is always a literal. */
const literal = fc.constantFrom(':v', ':w');
const ordered = fc.constantFrom(':s', ':n');
const condition: fc.Arbitrary<string> = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    path.map((at) => `attribute_exists(${at})`),
    path.map((at) => `attribute_not_exists(${at})`),
    fc.tuple(path, fc.constantFrom('=', '<>'), literal).map((parts) => parts.join(' ')),
    fc.tuple(path, fc.constantFrom('<', '<=', '>', '>='), ordered).map((parts) => parts.join(' ')),
    fc.tuple(path, fc.array(literal, { minLength: 1, maxLength: 3 })).map(([one, others]) => `${one} IN (${others.join(', ')})`),
    path.map((at) => `begins_with(${at}, :s)`),
    fc.tuple(path, ordered).map(([at, part]) => `contains(${at}, ${part})`),
    path.map((at) => `attribute_type(${at}, :t)`),
    tie('condition').map((inner) => (inner.startsWith('NOT') ? inner : `NOT ${inner}`)),
    fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition')).map((parts) => `(${parts.join(' ')})`),
  ),
})).condition;

const assignment = fc.oneof(
  fc.tuple(path, operand).map(([at, from]) => `${at} = ${from}`),
  fc
    .tuple(path, operand, fc.constantFrom('+', '-'), operand)
    .map(([at, left, sign, right]) => `${at} = ${left} ${sign} ${right}`),
  fc.tuple(path, path, operand).map(([at, other, otherwise]) => `${at} = if_not_exists(${other}, ${otherwise})`),
  fc.tuple(path, operand, operand).map(([at, left, right]) => `${at} = list_append(${left}, ${right})`),
);
const section = (name: string, parts: fc.Arbitrary<string>) =>
  fc.option(
    fc.array(parts, { minLength: 1, maxLength: 2 }).map((list) => `${name} ${list.join(', ')}`),
    { nil: '' },
  );
const update = fc
  .tuple(
    section('SET', assignment),
    section('REMOVE', path),
    section(
      'ADD',
      fc.tuple(fc.constantFrom('#a', '#b', '#c'), fc.constantFrom(':v', ':w')).map((parts) => parts.join(' ')),
    ),
    section(
      'DELETE',
      fc.tuple(fc.constantFrom('#a', '#b', '#c'), fc.constantFrom(':v', ':w')).map((parts) => parts.join(' ')),
    ),
  )
  .map((sections) => sections.filter((text) => text !== '').join(' '))
  .filter((text) => text !== '');

const key = fc
  .tuple(fc.constantFrom('p', 'q'), fc.constantFrom('1', '2', '10', '-1'))
  .map(([pk, sk]) => ({ pk: { S: pk }, sk: { N: sk } }));

interface Write {
  readonly kind: 'put' | 'update' | 'delete';
  readonly key: Record<string, AttributeValue>;
  readonly item: Record<string, AttributeValue>;
  readonly update: string;
  readonly condition: string | undefined;
  readonly values: Record<string, AttributeValue>;
}

const write: fc.Arbitrary<Write> = fc.record({
  kind: fc.constantFrom('put' as const, 'update' as const, 'update' as const, 'update' as const, 'delete' as const),
  key,
  item: fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 }),
  update,
  condition: fc.option(condition, { nil: undefined }),
  values: fc.record({
    ':v': value,
    ':w': value,
    ':s': fc.constantFrom('a', 'ab').map((S) => ({ S })),
    ':n': number.map((N) => ({ N })),
    ':t': fc.constantFrom('S', 'N', 'L', 'M', 'SS').map((S) => ({ S })),
  }),
});

/** The request's members, with the placeholders that its expressions use. */
function request({ kind, key: Key, item, update: text, condition: test, values }: Write): object {
  const expressions = `${kind === 'update' ? text : ''} ${test ?? ''}`;
  const used = <Member>(all: Record<string, Member>): Record<string, Member> | undefined => {
    const entries = Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(expressions));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  };
  return {
    TableName: table.TableName,
    ...(kind === 'put' ? { Item: { ...item, ...Key } } : { Key }),
    ...(kind === 'update' ? { UpdateExpression: text } : {}),
    ConditionExpression: test,
    ExpressionAttributeNames: used({ '#a': 'a', '#b': 'b', '#c': 'c' }),
    ExpressionAttributeValues: used(values),
    ReturnValues: kind === 'update' ? 'ALL_NEW' : 'ALL_OLD',
  };
}

function send(client: DynamoDBClient, one: Write): Promise<{ Attributes?: Record<string, AttributeValue> | undefined }> {
  if (one.kind === 'put') return client.send(new PutItemCommand(request(one) as PutItemCommandInput));
  if (one.kind === 'delete') return client.send(new DeleteItemCommand(request(one) as DeleteItemCommandInput));
  return client.send(new UpdateItemCommand(request(one) as UpdateItemCommandInput));
}

/** The answer without what differs by nature; sets are unordered. */
async function outcome(client: DynamoDBClient, one: Write): Promise<unknown> {
  try {
    return plain((await send(client, one)).Attributes ?? {});
  } catch (error) {
    // Of several mistakes in one request either side may name another first: the messages have tests of their own.
    return { error: (error as Error).name };
  }
}

const plain = (of: unknown): unknown =>
  JSON.parse(
    JSON.stringify(of, (name, member: unknown) =>
      (name === 'SS' || name === 'NS') && Array.isArray(member) ? [...(member as string[])].sort() : member,
    ),
  );

describe('DynamoDB beside dynalite', () => {
  let server: Server;
  let peer: DynamoDBClient;

  beforeAll(async () => {
    server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    peer = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    await peer.send(new CreateTableCommand(table));
  });
  afterAll(async () => {
    peer.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('gives the same answers, errors and items for the same conditional writes', async () => {
    const { sandbox } = await openTestSandbox();
    const own = new DynamoDBClient(clientConfig(sandbox, root));
    await own.send(new CreateTableCommand(table));
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 6 }), async (writes) => {
        for (const one of writes) {
          const answer = await outcome(own, one);
          expect({ request: request(one), answer }).toEqual({ request: request(one), answer: await outcome(peer, one) });
        }
        for (const pk of ['p', 'q']) {
          const query = new QueryCommand({
            TableName: table.TableName,
            KeyConditionExpression: 'pk = :p',
            ExpressionAttributeValues: { ':p': { S: pk } },
          });
          expect(plain((await own.send(query)).Items)).toEqual(plain((await peer.send(query)).Items));
        }
        const scan = new ScanCommand({ TableName: table.TableName, Select: 'COUNT' });
        expect((await own.send(scan)).Count).toBe((await peer.send(scan)).Count);
      }),
      { numRuns: 2500, seed: 77 },
    );
  }, 60_000);
});
