/** DynamoDB over the wire, with the SDK's own client: what the ledger and the limiters rely on. */
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';

const TableName = 'ledger';

async function ledger() {
  const { sandbox, clock } = await openTestSandbox();
  const client = new DynamoDBClient(clientConfig(sandbox, root));
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-owner',
          KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  const put = (pk: string, sk: string, more: Record<string, AttributeValue> = {}) =>
    client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: sk }, ...more } }));
  return { sandbox, client, clock, put };
}

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });

describe('conditional writes', () => {
  it('let one of two claims through, and give the loser the item that stood in its way', async () => {
    const { client } = await ledger();
    const claim = (owner: string) =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: { ...key('account', 'a'), owner: { S: owner } },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
    await claim('one');
    await expect(claim('two')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { owner: { S: 'one' } },
    });
  });

  it('add numbers exactly and return only what changed', async () => {
    const { client } = await ledger();
    const add = (n: string) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: key('count', 'x'),
          UpdateExpression: 'ADD seen :n SET earliest = if_not_exists(earliest, :n)',
          ExpressionAttributeValues: { ':n': { N: n } },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
    await add('0.1');
    expect((await add('0.2')).Attributes).toEqual({ seen: { N: '0.3' }, earliest: { N: '0.1' } });
    await add('1e20');
    expect((await add('0.00000000000000001')).Attributes!['seen']).toEqual({ N: '100000000000000000000.30000000000000001' });
    await expect(add('1e30')).rejects.toThrow('more than 38 significant digits');
  });

  it('refuse a change of the key and reserved words, in AWS’s words', async () => {
    const { client } = await ledger();
    const update = (UpdateExpression: string) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: key('a', 'b'),
          UpdateExpression,
          ExpressionAttributeValues: { ':v': { S: 'x' } },
        }),
      );
    await expect(update('SET pk = :v')).rejects.toThrow(
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    );
    await expect(update('SET status = :v')).rejects.toThrow(
      'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status',
    );
    await expect(update('SET a.b = :v')).rejects.toThrow(
      'The document path provided in the update expression is invalid for update',
    );
    await expect(update('SET a :v')).rejects.toThrow('Invalid UpdateExpression: Syntax error; token: ":v", near: "a :v"');
  });

  it('refuse items above 400 KB', async () => {
    const { put } = await ledger();
    await put('big', 'fits', { text: { S: 'x'.repeat(400 * 1024 - 20) } });
    await expect(put('big', 'bursts', { text: { S: 'x'.repeat(400 * 1024) } })).rejects.toThrow(
      'Item size has exceeded the maximum allowed size',
    );
  });

  it('keep attributes named like members of Object', async () => {
    const { sandbox, client, put } = await ledger();
    await put('a', 'b', { __proto__x: { S: '1' }, constructor: { S: '2' } });
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key('a', 'b'),
        UpdateExpression: 'SET #p = :v',
        ExpressionAttributeNames: { '#p': '__proto__' },
        ExpressionAttributeValues: { ':v': { S: '3' } },
      }),
    );
    // Without the SDK, whose reader drops the attribute.
    const input = { TableName, Key: key('a', 'b') };
    const { Item } = (await sandbox.call({ service: 'dynamodb', operation: 'GetItem', input, caller: root })) as { Item: object };
    expect(Object.entries(Item)).toContainEqual(['__proto__', { S: '3' }]);
    expect(({} as { S?: string }).S).toBeUndefined();
  });
});

describe('Query and Scan', () => {
  it('read a partition in order, page by page, forwards and backwards', async () => {
    const { client, put } = await ledger();
    for (const sk of ['b', 'é', 'a', 'B', 'c']) await put('queue', sk);
    await put('other', 'a');
    const all = async (ScanIndexForward: boolean): Promise<string[]> => {
      const found: string[] = [];
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :q',
            ExpressionAttributeValues: { ':q': { S: 'queue' } },
            ScanIndexForward,
            Limit: 2,
            ExclusiveStartKey,
          }),
        );
        found.push(...page.Items!.map(({ sk }) => sk!.S!));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    };
    expect(await all(true)).toEqual(['B', 'a', 'b', 'c', 'é']);
    expect(await all(false)).toEqual(['é', 'c', 'b', 'a', 'B']);
  });

  it('go on after a start key whose item is gone', async () => {
    const { client, put } = await ledger();
    for (const sk of ['a', 'b', 'c']) await put('queue', sk);
    await client.send(new DeleteItemCommand({ TableName, Key: key('queue', 'b') }));
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :q',
        ExpressionAttributeValues: { ':q': { S: 'queue' } },
        ExclusiveStartKey: key('queue', 'b'),
      }),
    );
    expect(Items!.map(({ sk }) => sk!.S)).toEqual(['c']);
  });

  it('count what was read apart from what passed the filter, and stop at 1 MB', async () => {
    const { client, put } = await ledger();
    for (let index = 0; index < 4; index++) await put('big', String(index), { text: { S: 'x'.repeat(350_000) } });
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :b',
        FilterExpression: 'attribute_not_exists(#t)',
        ExpressionAttributeNames: { '#t': 'text' },
        ExpressionAttributeValues: { ':b': { S: 'big' } },
      }),
    );
    expect(page).toMatchObject({ Count: 0, ScannedCount: 3, LastEvaluatedKey: key('big', '2') });
  });

  it('find items by an index, and only its attributes', async () => {
    const { client, put } = await ledger();
    await put('a', '1', { owner: { S: 'me' }, secret: { S: 'x' } });
    await put('a', '2');
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-owner',
        KeyConditionExpression: '#o = :me',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':me': { S: 'me' } },
      }),
    );
    expect(Items).toEqual([{ ...key('a', '1'), owner: { S: 'me' } }]);
  });

  it('scan every item exactly once over segments', async () => {
    const { client, put } = await ledger();
    for (let index = 0; index < 40; index++) await put(`p${index}`, 'x');
    const segments = await Promise.all(
      [0, 1, 2].map((Segment) => client.send(new ScanCommand({ TableName, Segment, TotalSegments: 3 }))),
    );
    const found = segments.flatMap(({ Items }) => Items!.map(({ pk }) => pk!.S));
    expect(new Set(found).size).toBe(40);
    expect(found).toHaveLength(40);
  });

  it('refuse a query without the partition key', async () => {
    const { client } = await ledger();
    await expect(
      client.send(
        new QueryCommand({ TableName, KeyConditionExpression: 'sk = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } }),
      ),
    ).rejects.toThrow('Query condition missed key schema element: pk');
  });
});

describe('several items at once', () => {
  it('a transaction changes nothing when one of its conditions fails, and says which', async () => {
    const { client, put } = await ledger();
    await put('a', '1');
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName, Item: key('a', '2') } },
        { Put: { TableName, Item: key('a', '1'), ConditionExpression: 'attribute_not_exists(pk)' } },
      ],
    });
    await expect(client.send(transaction)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, ConditionalCheckFailed]') as unknown,
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect((await client.send(new GetItemCommand({ TableName, Key: key('a', '2') }))).Item).toBeUndefined();
  });

  it('a batch refuses the same key twice', async () => {
    const { client } = await ledger();
    const twice = [{ PutRequest: { Item: key('a', '1') } }, { DeleteRequest: { Key: key('a', '1') } }];
    await expect(client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: twice } }))).rejects.toThrow(
      'Provided list of item keys contains duplicates',
    );
  });
});

describe('time to live', () => {
  it('deletes what has expired, some time after', async () => {
    const { client, clock, put } = await ledger();
    await client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } }),
    );
    const soon = Math.floor(clock.now() / 1000) + 600;
    await put('a', 'goes', { expiresAt: { N: String(soon) } });
    await put('a', 'stays', { expiresAt: { S: String(soon) } });
    clock.runUntil(clock.now() + 3 * 3_600_000);
    const { Items } = await client.send(new ScanCommand({ TableName }));
    expect(Items!.map(({ sk }) => sk!.S)).toEqual(['stays']);
  });
});
