/** Serves the console on the loopback interface. */
import { serve } from '@hono/node-server';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { consoleApp } from './app.ts';
import type { ConsoleContext } from './context.ts';
import type { Session } from './guard.ts';

export interface ConsoleServer {
  /** Opens the session; for one person's browser. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on `port`, 0 for a free one. @throws the listening error, e.g. EADDRINUSE. */
export function startConsole(context: ConsoleContext, port: number): Promise<ConsoleServer> {
  const session: Session = {
    origin: '',
    token: randomBytes(24).toString('base64url'),
    formToken: randomBytes(24).toString('base64url'),
  };
  const app = consoleApp(context, session);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, ({ port: taken }: AddressInfo) => {
      session.origin = `http://127.0.0.1:${taken}`;
      resolve({
        url: `${session.origin}/?token=${session.token}`,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
    server.once('error', reject);
  });
}
