import { region, runtimeSlot } from './runtime.ts';

type Logger = Pick<Console, 'debug' | 'info' | 'warn' | 'error'>;

/** What every client is made with. */
export interface ClientSettings {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: object;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Each client declares its own type of signer; the runtime slot's serves them all. */
  readonly signerConstructor?: never;
  readonly logger: Logger;
}

/** The SDK copies the input and output of every call for a logger that has `info` or `error`, even one that writes nothing. */
const silent = { debug: () => undefined, warn: () => undefined } as unknown as Logger;

const clients = new Map<unknown, Map<string, unknown>>();

/**
 * Makes and keeps one client of a class (`client(S3Client)`): this function's Region, one attempt (retries belong to ASL, where they
 * are seen), 3 s to connect and 20 s to answer. Locally the transport and the role's credentials come from the runtime slot.
 */
export function client<Client>(constructor: new (settings: ClientSettings) => Client, where: { region?: string } = {}): Client {
  const key = where.region ?? '';
  let ofRegion = clients.get(constructor);
  if (!ofRegion) clients.set(constructor, (ofRegion = new Map()));
  let made = ofRegion.get(key) as Client | undefined;
  if (!made) {
    const { transport, credentials, signerConstructor } = runtimeSlot();
    made = new constructor({
      region: where.region ?? region(),
      maxAttempts: 1,
      logger: silent,
      requestHandler: transport ?? { connectionTimeout: 3_000, requestTimeout: 20_000 },
      ...(credentials ? { credentials } : {}),
      ...(signerConstructor ? { signerConstructor: signerConstructor as never } : {}),
    });
    ofRegion.set(key, made);
  }
  return made;
}
