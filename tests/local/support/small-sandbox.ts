/**
 * A sandbox of a few operations on the real core (dispatcher, timers, journal, authorizer): enough to test how src/local puts an
 * organization together without every simulated service.
 */
import { Authorizer } from '../../../src/sandbox/authorization/authorize.ts';
import { CallLog } from '../../../src/sandbox/authorization/call-log.ts';
import { CallNumbers } from '../../../src/sandbox/core/call-numbers.ts';
import { Dispatcher } from '../../../src/sandbox/core/dispatcher.ts';
import { AwsError } from '../../../src/sandbox/core/errors.ts';
import { Registry } from '../../../src/sandbox/core/registry.ts';
import type { Caller, Service, SandboxSettings } from '../../../src/sandbox/core/service.ts';
import { Store } from '../../../src/sandbox/core/store.ts';
import { roleKey, rolePolicyTable, roleTable } from '../../../src/sandbox/iam/rows.ts';
import { Journal, journalTime } from '../../../src/sandbox/journal/journal.ts';
import type { SandboxPart, SandboxRequest } from '../../../src/local/parts.ts';

export const account = '111122223333';
export const region = 'eu-west-1';
const begins = Date.UTC(2026, 10, 23, 9);

const settings: SandboxSettings = {
  seed: 1,
  managementAccount: account,
  organizationId: 'o-test',
  rootId: 'r-test',
  homeRegion: region,
  governedRegions: [region],
  controlTowerSlots: 5,
  quotas: {},
  durations: {},
  targets: {},
  serviceControlPolicies: { denialsWithoutArn: [] },
  clockSkew: { authorization: 0 },
  drillTargets: [],
};

const iam: Service = {
  name: 'iam',
  iamPrefix: 'iam',
  operations: {
    CreateRole: {
      handle({ RoleName, AssumeRolePolicyDocument }: { RoleName: string; AssumeRolePolicyDocument: string }, context) {
        const key = roleKey(context.account, RoleName);
        const table = roleTable(context.store);
        if (table.has(key))
          throw new AwsError('EntityAlreadyExists', `Role with name ${RoleName} already exists.`, { statusCode: 409 });
        const arn = `arn:aws:iam::${context.account}:role/${RoleName}`;
        const id = context.id(17);
        table.put(key, {
          ...{ account: context.account, name: RoleName, path: '/', arn, id, createdAt: context.now },
          ...{ trustPolicy: AssumeRolePolicyDocument, maxSessionDuration: 3600, tags: [] },
        });
        return { Role: { Arn: arn, RoleId: id } };
      },
    },
    PutRolePolicy: {
      handle({ RoleName, PolicyName, PolicyDocument }: Record<string, string>, context) {
        const role = roleKey(context.account, RoleName!);
        rolePolicyTable(context.store).put(`${role}/${PolicyName}`, { role, name: PolicyName!, document: PolicyDocument! });
        return {};
      },
    },
  },
};

interface FunctionRow {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Handler: string;
  readonly Role: string;
}

const nameOf = (reference: string): string => reference.split(':')[6] ?? reference;

const lambda: Service = {
  name: 'lambda',
  iamPrefix: 'lambda',
  operations: {
    CreateFunction: {
      handle(input: FunctionRow, context) {
        const FunctionArn = `arn:aws:lambda:${context.region}:${context.account}:function:${input.FunctionName}`;
        context.table<FunctionRow>('lambda/functions').put(input.FunctionName, { ...input, FunctionArn });
        return { FunctionArn };
      },
    },
    GetFunctionConfiguration: {
      handle: ({ FunctionName }: FunctionRow, context) =>
        context.table<FunctionRow>('lambda/functions').get(nameOf(FunctionName)),
    },
    Invoke: {
      permissions: ({ FunctionName }: FunctionRow) => [{ action: 'lambda:InvokeFunction', resources: [FunctionName] }],
      async handle({ FunctionName, Payload }: FunctionRow & { Payload: Uint8Array }, context) {
        const payload = JSON.parse(Buffer.from(Payload).toString('utf8')) as never;
        const answer = await context.ports.invokeFunction({ functionArn: FunctionName, payload, requestId: context.requestId });
        return {
          StatusCode: 200,
          ExecutedVersion: '$LATEST',
          Payload: Buffer.from(JSON.stringify(answer.payload)),
          ...(answer.functionError === undefined ? {} : { FunctionError: answer.functionError }),
        };
      },
    },
  },
};

/** Counts how often it was called; every count is a journal line. */
const counter: Service = {
  name: 'dynamodb',
  iamPrefix: 'dynamodb',
  operations: {
    UpdateItem: {
      handle({ Key }: { Key: { id: { S: string } } }, context) {
        const rows = context.table<number>('counter/counts');
        rows.put(Key.id.S, (rows.get(Key.id.S) ?? 0) + 1);
        return { Attributes: { count: { N: String(rows.get(Key.id.S)) } } };
      },
    },
  },
};

const wireNames: Readonly<Record<string, string>> = { AWSStepFunctions: 'states', DynamoDB_20120810: 'dynamodb' };

/** Opens it: an OpenSandbox of src/local's parts. Every call takes 10 ms. */
export function openSmallSandbox({ directory, seed, ports, clockAt }: SandboxRequest): Promise<SandboxPart> {
  const clock = clockAt((directory === undefined ? undefined : journalTime(directory)) ?? begins);
  const store = new Store();
  const journal = directory === undefined ? undefined : Journal.open(directory, store);
  const authorizer = new Authorizer(store, new CallLog());
  const registry = new Registry();
  const given = { ...settings, seed: seed ?? settings.seed };
  const dispatcher = new Dispatcher(
    store,
    given,
    ports,
    new CallNumbers(store),
    registry,
    {
      authorize: (...call) => authorizer.authorize(...call),
      fault: () => ({}),
      eventDeliveries: () => [],
      latency: () => 10,
      commit: (changes, now) => journal?.append(changes, now),
    },
    clock,
  );
  const callers = new Map<string, Caller>();
  for (const service of [iam, lambda, counter]) registry.add(service);
  return Promise.resolve({
    store,
    settings: given,
    register: (service) => registry.add(service),
    invoke: (request) => dispatcher.invoke(request),
    loadingFor: () => undefined,
    callLog: () => [],
    async handle({ headers, body }) {
      const [target, operation] = headers['x-amz-target']!.split('.') as [string, string];
      const key = /Credential=([^/]+)\//.exec(headers['authorization']!)![1]!;
      const caller = callers.get(key)!;
      const input: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
      const outcome = await dispatcher.invoke({
        service: wireNames[target]!,
        operation,
        input,
        account: caller.account,
        region,
        caller,
      });
      const { latencyMs } = outcome;
      if ('output' in outcome) return { statusCode: 200, headers: {}, body: Buffer.from(epochJson(outcome.output)), latencyMs };
      const { code, message } = outcome.error as AwsError;
      return { statusCode: 400, headers: {}, body: Buffer.from(JSON.stringify({ __type: code, message })), latencyMs };
    },
    credentials(caller) {
      const accessKeyId = `KEY-${caller.arn.split('/').slice(1).join('-')}`;
      callers.set(accessKeyId, caller);
      return { accessKeyId, secretAccessKey: 's', sessionToken: 't' };
    },
    decide: (caller, permissions, site, call) => authorizer.decide(caller, permissions, site, call),
    close: () => journal?.close(),
  });
}

/** AwsJson's times: seconds since the epoch. */
function epochJson(output: unknown): string {
  const convert = (value: unknown): unknown => {
    if (value instanceof Date) return value.getTime() / 1000;
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, convert(member)]));
  };
  return JSON.stringify(convert(output));
}
