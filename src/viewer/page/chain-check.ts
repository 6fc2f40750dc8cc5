/** Recomputes the chain of events while the page is idle: 25,000 hashes must not hold it up. */
import { useEffect, useState } from 'preact/hooks';
import { chainHeader, chainStart, chainStep, hex } from '../../trace/evidence/event-chain.ts';
import type { JsonObject } from '../../trace/evidence/json.ts';
import { sha256 } from '../../trace/sha256.ts';
import type { ExecutionData } from '../page-data.ts';

export interface ChainCheck {
  /** Hash after each event, as far as they are computed. */
  readonly hashes: readonly string[];
  readonly state: 'checking' | 'intact' | 'broken';
}

/** Hashes computed before the browser gets its turn, in milliseconds of work. */
const slice = 12;

/** Hash before the first event. */
export const startOf = ({ executionArn, startDate }: ExecutionData): Uint8Array =>
  chainStart(chainHeader(executionArn, startDate), sha256);

export function useChainCheck(data: ExecutionData): ChainCheck {
  const [check, setCheck] = useState<ChainCheck>({ hashes: [], state: 'checking' });
  useEffect(() => {
    const hashes: string[] = [];
    let head = startOf(data);
    let timer = 0;
    const work = (): void => {
      const stop = performance.now() + slice;
      while (hashes.length < data.history.length && performance.now() < stop) {
        head = chainStep(head, data.history[hashes.length]! as unknown as JsonObject, sha256);
        hashes.push(hex(head));
      }
      if (hashes.length < data.history.length) timer = window.setTimeout(work, 4);
      else setCheck({ hashes, state: hex(head) === data.chainHead ? 'intact' : 'broken' });
    };
    setCheck({ hashes: [], state: 'checking' });
    timer = window.setTimeout(work, 150);
    return () => window.clearTimeout(timer);
  }, [data]);
  return check;
}
