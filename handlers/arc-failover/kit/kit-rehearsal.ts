/**
 * A rehearsal of the offline kit: every request goes to `groundcrew serve` on this machine instead of to AWS, and time is the simulated
 * organization's. It fills the runtime slot, the one seam that handlers have too.
 */
import { setRuntimeSlot } from '../../shared/runtime.ts';

interface SentRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

interface Limits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
}

const hostHeader = 'x-groundcrew-host';
const nowHeader = 'x-groundcrew-now';

/** `url` is AWS_ENDPOINT_URL of the server: its address, then the token. */
export async function rehearse(url: string): Promise<void> {
  const base = url.replace(/\/$/, '');
  let now = 0;
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(`${base}${path}`, init);
    now = Number(response.headers.get(nowHeader) ?? now);
    return response;
  };
  const pass = async (milliseconds: number): Promise<void> => {
    await send('/.groundcrew/pass', { method: 'POST', body: JSON.stringify({ milliseconds }) });
  };
  const transport = (limits: Limits): object => ({
    metadata: { handlerProtocol: 'http/1.1' },
    within: transport,
    async handle({ method, hostname, path, query = {}, headers, body }: SentRequest): Promise<object> {
      const { host: _host, 'content-length': _length, ...own } = headers;
      const text = new URLSearchParams(query).toString();
      try {
        const response = await send(`${path}${text === '' ? '' : `?${text}`}`, {
          method,
          headers: { ...own, [hostHeader]: hostname },
          ...(method === 'GET' || body === undefined ? {} : { body: body as string }),
        });
        const bytes = new Uint8Array(await response.arrayBuffer());
        return { response: { statusCode: response.status, headers: Object.fromEntries(response.headers), body: bytes } };
      } catch (error) {
        /* The server breaks the connection where a Region is out. */
        await pass(limits.connectionTimeout);
        throw Object.assign(new Error(`connect ETIMEDOUT ${hostname}`), {
          name: 'TimeoutError',
          code: 'ETIMEDOUT',
          cause: error,
        });
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  });
  setRuntimeSlot({
    transport: transport({ connectionTimeout: 3_000, requestTimeout: 20_000 }),
    clock: { now: () => now, sleep: pass },
  });
  await pass(0);
}
