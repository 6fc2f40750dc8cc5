import type { Json } from '../json.ts';
import type { ObjectStore } from '../ports.ts';
import { ReplayError, type Input } from './recorded-input.ts';

/** The object store of a durable execution: its answers are inputs. */
export interface ReplayedObjects extends ObjectStore {
  /** Gives a recorded answer. */
  answer(n: number, answer: Json): void;
  /** Asks the store for what has no recorded answer. */
  goOn(): void;
}

interface Asked {
  readonly ask: () => void;
  readonly resolve: (answer: Json) => void;
}

type Answer = { readonly ok: boolean; readonly body?: Uint8Array };

export function recordedObjects(
  store: ObjectStore,
  timeline: { readonly replaying: boolean; received(input: Input): void },
): ReplayedObjects {
  let calls = 0;
  const asked = new Map<number, Asked>();
  const through =
    <Request, Given extends Answer>(call: (request: Request) => Promise<Given>) =>
    async (request: Request): Promise<Given> => {
      const n = calls;
      calls += 1;
      const ask = async (): Promise<Given> => {
        const answer = await call(request);
        timeline.received({ kind: 'objects', n, answer: asJson(answer) });
        return answer;
      };
      if (!timeline.replaying) return ask();
      return new Promise<Given>((resolve) => {
        asked.set(n, {
          ask: () => void ask().then(resolve),
          resolve: (answer) => resolve(fromJson(answer) as unknown as Given),
        });
      });
    };
  return {
    getObject: through((request) => store.getObject(request)),
    putObject: through((request) => store.putObject(request)),
    listObjects: through((request) => store.listObjects(request)),
    answer(n, answer) {
      const waiting = asked.get(n);
      if (!waiting) throw new ReplayError('nothing waits for an input objects');
      asked.delete(n);
      waiting.resolve(answer);
    },
    goOn() {
      for (const { ask } of asked.values()) ask();
      asked.clear();
    },
  };
}

function asJson({ body, ...rest }: Answer): Json {
  return { ...rest, ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }) } as Json;
}

function fromJson(answer: Json): Answer {
  const { body, ...rest } = answer as { ok: boolean; body?: string };
  return { ...rest, ...(body === undefined ? {} : { body: Buffer.from(body, 'base64') }) };
}
