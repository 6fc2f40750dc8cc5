/** Credentials: what an access key stands for. Rows of `sts/sessions`, key: access key id. */
import type { Caller, CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';
import { randomId, randomStream, type RandomStream } from '../core/random.ts';

export interface SessionRow {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly caller: Caller;
  /** Virtual milliseconds; absent for sessions of the sandbox's own principals, which do not expire. */
  readonly expiresAt?: number;
}

const upperBase32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export const sessionTable = (from: { table<Row>(name: string): Table<Row> }): Table<SessionRow> => from.table('sts/sessions');

/** Opens a session in the running transaction. */
export function openSession(context: CallContext, caller: Caller, expiresAt: number): SessionRow {
  const row: SessionRow = {
    accessKeyId: `ASIA${context.id(16, upperBase32)}`,
    secretAccessKey: context.id(40, base64),
    sessionToken: context.id(120, base64),
    caller,
    expiresAt,
  };
  sessionTable(context).put(row.accessKeyId, row);
  return row;
}

/**
 * The lasting session of a principal (a function's role, the CLI's caller): derived from seed and principal, so that it is the same each
 * time and needs no row. `lasting` remembers those of this process for lookup.
 */
export class LastingSessions {
  private readonly byCaller = new Map<string, SessionRow>();
  private readonly byKey = new Map<string, SessionRow>();

  constructor(private readonly seed: number) {}

  of(caller: Caller): SessionRow {
    const name = JSON.stringify(caller);
    let row = this.byCaller.get(name);
    if (!row) {
      const random: RandomStream = randomStream(this.seed, `session/${name}`);
      row = {
        accessKeyId: `ASIA${randomId(random, 16, upperBase32)}`,
        secretAccessKey: randomId(random, 40, base64),
        sessionToken: randomId(random, 120, base64),
        caller,
      };
      this.byCaller.set(name, row);
      this.byKey.set(row.accessKeyId, row);
    }
    return row;
  }

  get(accessKeyId: string): SessionRow | undefined {
    return this.byKey.get(accessKeyId);
  }
}

/** The session of an access key: one that AssumeRole opened, or a lasting one. */
export function findSession(store: Store, lasting: LastingSessions, accessKeyId: string): SessionRow | undefined {
  return sessionTable(store).get(accessKeyId) ?? lasting.get(accessKeyId);
}
