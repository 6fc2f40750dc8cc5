import { inSimulation, region, runtimeSlot, type Credentials } from './runtime.ts';

type Logger = Pick<Console, 'debug' | 'info' | 'warn' | 'error'>;

/** What every client is made with. */
export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly maxAttempts: number;
  readonly requestHandler: object;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /* Each client declares its own types of these; the same ones serve them all. */
  readonly signerConstructor?: never;
  readonly defaultUserAgentProvider?: () => Promise<[string, string][]>;
  readonly retryStrategy: never;
  /** Composes the middleware of a command once for each client, not for each call. */
  readonly cacheMiddleware: boolean;
  readonly logger: Logger;
}

/** The SDK copies the input and output of every call for a logger that has `info` or `error`, even one that writes nothing. */
const silent = { debug: () => undefined, warn: () => undefined } as unknown as Logger;

/** One attempt, without the SDK's accounts of tokens and delays. */
const once = { retry: <Result>(next: (args: object) => Promise<Result>, args: object): Promise<Result> => next(args) };

/** Told to a simulated organization: the real one names the machine and the SDK's features in use, and takes longer than the call's JSON. */
const localUserAgent = (): Promise<[string, string][]> => Promise.resolve([['aws-sdk-js', 'local']]);

/**
 * Makes a client whose calls cost a third of the time of an ordinary one's. S3's clients compose their middleware for each call: it keeps the
 * endpoint, which depends on the bucket, where calls at the same time would share it.
 */
function make<Client>(
  constructor: new (settings: ClientSettings) => Client,
  settings: Omit<ClientSettings, 'cacheMiddleware' | 'logger' | 'maxAttempts' | 'retryStrategy'>,
): Client {
  const { signers } = runtimeSlot();
  const made = new constructor({
    ...settings,
    ...(signers && settings.credentials ? { signerConstructor: signers(settings.credentials) as never } : {}),
    ...(inSimulation() ? { defaultUserAgentProvider: localUserAgent } : {}),
    maxAttempts: 1,
    retryStrategy: once as never,
    logger: silent,
    cacheMiddleware: !constructor.name.startsWith('S3'),
  });
  /* The SDK copies the configuration five times for each call. V8 keeps an object that was filled as this one is as a hash table, which is
   * slow to copy; one that is a prototype gets fast properties. */
  Object.setPrototypeOf({}, (made as { config: object }).config);
  return made;
}

const clients = new Map<unknown, Map<string, unknown>>();

/** Where a client calls and how long it waits, in milliseconds, where that is not the usual. */
export interface Where {
  readonly region?: string;
  /** URL of an endpoint of its own, e.g. one of a recovery cluster's five. */
  readonly endpoint?: string;
  readonly connectionTimeout?: number;
  readonly requestTimeout?: number;
}

/**
 * Makes and keeps one client of a class (`client(S3Client)`): this function's Region, one attempt (retries belong to ASL, where they
 * are seen), 3 s to connect and 20 s to answer. Locally the transport and the role's credentials come from the runtime slot.
 */
export function client<Client>(constructor: new (settings: ClientSettings) => Client, where: Where = {}): Client {
  const { connectionTimeout = 3_000, requestTimeout = 20_000, endpoint } = where;
  const key = JSON.stringify(where);
  let ofRegion = clients.get(constructor);
  if (!ofRegion) clients.set(constructor, (ofRegion = new Map()));
  let made = ofRegion.get(key) as Client | undefined;
  if (!made) {
    const { credentials } = runtimeSlot();
    made = make(constructor, {
      region: where.region ?? region(),
      requestHandler: localTransport({ connectionTimeout, requestTimeout }) ?? limitsOf(connectionTimeout, requestTimeout),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials ? { credentials } : {}),
    });
    ofRegion.set(key, made);
  }
  return made;
}

/** A client of another role's session, which is not kept: the session ends soon. */
export function clientAs<Client>(
  constructor: new (settings: ClientSettings) => Client,
  credentials: Credentials,
  inRegion: string,
): Client {
  const limits = { connectionTimeout: 3_000, requestTimeout: 20_000 };
  return make(constructor, {
    region: inRegion,
    requestHandler: localTransport(limits) ?? limitsOf(limits.connectionTimeout, limits.requestTimeout),
    credentials,
  });
}

/** The runtime slot's transport, made to wait no longer than the client does. */
export function localTransport(limits: { connectionTimeout: number; requestTimeout: number }): object | undefined {
  const transport = runtimeSlot().transport as { within?: (limits: object) => object } | undefined;
  return transport?.within?.(limits) ?? transport;
}

/** For the SDK's own HTTP handler, which only warns of a slow answer unless it is told to give up. */
function limitsOf(connectionTimeout: number, requestTimeout: number): object {
  return { connectionTimeout, requestTimeout, throwOnRequestTimeout: true };
}

const memberClients = new Map<unknown, Map<string, unknown>>();
/** Of one class: two roles in each of fifty accounts. */
const mostMemberClients = 200;

/** A client of a class with other credentials than this function's, e.g. of a role in another account; kept, so that a function that looks again needs no
 * new one. */
export function memberClient<Client>(
  constructor: new (settings: ClientSettings) => Client,
  where: { readonly region: string; readonly credentials: NonNullable<ClientSettings['credentials']> },
): Client {
  const key = `${where.region}/${where.credentials.accessKeyId}`;
  let ofClass = memberClients.get(constructor);
  if (!ofClass) memberClients.set(constructor, (ofClass = new Map()));
  const kept = ofClass.get(key) as Client | undefined;
  if (kept) return kept;
  if (ofClass.size >= mostMemberClients) ofClass.clear();
  const limits = { connectionTimeout: 3_000, requestTimeout: 20_000 };
  const made = make(constructor, {
    ...where,
    requestHandler: localTransport(limits) ?? limitsOf(limits.connectionTimeout, limits.requestTimeout),
  });
  ofClass.set(key, made);
  return made;
}
