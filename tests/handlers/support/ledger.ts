/** A ledger table for tests of handlers: dynalite, with Step Functions' token calls recorded instead of sent. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';

interface HttpRequest {
  readonly hostname: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array | string;
}

export interface TestLedger {
  /** Bodies of SendTaskSuccess, in the order sent. */
  readonly answered: { readonly taskToken: string; readonly output: string }[];
  /** Called with the token before an answer; throws what Step Functions would answer. */
  refuse?: (taskToken: string) => string | undefined;
  /** Provisioned products under change, and baselines under change by their target's ARN. */
  products: { readonly Name: string; readonly PhysicalId?: string }[];
  baselines: { readonly targetIdentifier: string; readonly parentIdentifier?: string }[];
  /** Status of each execution that is asked about; the others do not exist. */
  readonly executions: Map<string, string>;
  /** Messages of the topic and names of counted metrics. */
  readonly told: string[];
  /** Virtual milliseconds. */
  now: number;
  close(): Promise<void>;
}

/** The table in use: clients live as long as the module, tables as long as a test. */
let current: { ledger: TestLedger; port: number };

const transport = {
  metadata: { handlerProtocol: 'http/1.1' },
  updateHttpClientConfig: (): void => undefined,
  httpHandlerConfigs: (): object => ({}),
  destroy: (): void => undefined,
  handle: async (request: HttpRequest): Promise<object> => {
    const service = request.hostname.split('.')[0]!;
    const answer = Object.hasOwn(answers, service) ? answers[service]! : undefined;
    if (answer) return answer(current.ledger, request);
    const { host: _host, ...headers } = request.headers;
    const response = await fetch(`http://127.0.0.1:${current.port}`, {
      method: request.method,
      headers,
      body: bytesOf(request.body),
    });
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      },
    };
  },
};

/** Starts the table and fills the runtime slot that handlers read. One at a time. */
export async function startLedger(slots: number): Promise<TestLedger> {
  const server = dynalite({ createTableMs: 0 }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ledger: TestLedger = {
    answered: [],
    products: [],
    baselines: [],
    executions: new Map(),
    told: [],
    now: Date.UTC(2026, 0, 1),
    close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
  current = { ledger, port };
  (globalThis as Record<symbol, unknown>)[Symbol.for('groundcrew.runtime')] = {
    transport,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
    env: {
      AWS_REGION: 'us-east-1',
      LEDGER_TABLE: 'ledger',
      CONTROL_TOWER_SLOTS: String(slots),
      NOTIFICATION_TOPIC: 'arn:aws:sns:us-east-1:1:topic',
    },
    clock: { now: () => ledger.now, sleep: async () => undefined },
  };
  await createTable(port);
  return ledger;
}

/** The SDK's bodies are a subclass of Uint8Array that warns when it is read as text: only its bytes are read. */
function bytesOf(body: Uint8Array | string = ''): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

const json = (body: object, statusCode = 200): object => ({
  response: { statusCode, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) },
});

/** Services that are not the ledger. */
const answers: Readonly<Record<string, (ledger: TestLedger, request: HttpRequest) => object>> = {
  states(ledger, request) {
    if (!request.headers['x-amz-target']?.endsWith('DescribeExecution')) return answerToken(ledger, request);
    const { executionArn } = JSON.parse(bytesOf(request.body).toString('utf8')) as { executionArn: string };
    const status = ledger.executions.get(executionArn);
    return status ? json({ executionArn, status }) : json({ __type: 'ExecutionDoesNotExist', message: executionArn }, 400);
  },
  servicecatalog: ({ products }) =>
    json({ ProvisionedProducts: products.map((product) => ({ ...product, Type: 'CONTROL_TOWER_ACCOUNT' })) }),
  controltower: ({ baselines }) =>
    json({
      enabledBaselines: baselines.map((baseline) => ({
        arn: `arn:aws:controltower:us-east-1:1:enabledbaseline/${baseline.targetIdentifier.split('/').at(-1)}`,
        statusSummary: { status: 'UNDER_CHANGE' },
        ...baseline,
      })),
    }),
  sns(ledger, request) {
    ledger.told.push(new URLSearchParams(bytesOf(request.body).toString('utf8')).get('Subject')!);
    return {
      response: {
        statusCode: 200,
        headers: { 'content-type': 'text/xml' },
        body: Buffer.from('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>'),
      },
    };
  },
  monitoring(ledger) {
    ledger.told.push('metric');
    return json({});
  },
};

function answerToken(ledger: TestLedger, request: HttpRequest): object {
  const body = JSON.parse(bytesOf(request.body).toString('utf8')) as TestLedger['answered'][number];
  const refusal = ledger.refuse?.(body.taskToken);
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  if (refusal) {
    return {
      response: {
        statusCode: 400,
        headers,
        body: Buffer.from(JSON.stringify({ __type: refusal, message: 'refused by the test' })),
      },
    };
  }
  ledger.answered.push(body);
  return { response: { statusCode: 200, headers, body: Buffer.from('{}') } };
}

async function createTable(port: number): Promise<void> {
  const call = (operation: string, input: object): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        'x-amz-date': '20260101T000000Z',
      },
      body: JSON.stringify(input),
    });
  const created = await call('CreateTable', {
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  if (!created.ok) throw new Error(`dynalite refused the table: ${await created.text()}`);
  for (let tries = 0; tries < 50; tries += 1) {
    const { Table } = (await (await call('DescribeTable', { TableName: 'ledger' })).json()) as { Table: { TableStatus: string } };
    if (Table.TableStatus === 'ACTIVE') return;
  }
  throw new Error('the table did not become active');
}
