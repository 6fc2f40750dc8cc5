import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistoryChain, readHistory } from '../../../src/local/executions/history-chain.ts';

describe('the history file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'groundcrew-history-'));
    path = join(folder, 'history.ndjson');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const events = [{ id: 1, text: 'ä "quoted"' }, { id: 2 }, { id: 3 }];

  it('gives the events back, also when they were written in parts', () => {
    const chain = new HistoryChain();
    appendFileSync(path, chain.lines(events.slice(0, 1)));
    appendFileSync(path, chain.lines(events.slice(1)));
    expect(readHistory(path)).toMatchObject({ events, head: chain.head, intact: true });
    expect(readFileSync(path, 'utf8')).toBe(new HistoryChain().lines(events));
  });

  it('is empty when it is not there', () => {
    expect(readHistory(path)).toMatchObject({ events: [], validBytes: 0, intact: true });
  });

  it('drops a line torn at any byte', () => {
    const whole = Buffer.from(new HistoryChain().lines(events));
    const second = whole.indexOf(10) + 1;
    for (let length = second; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      const read = readHistory<{ id: number }>(path);
      expect(read.events).toEqual(events.slice(0, whole.subarray(0, length).filter((byte) => byte === 10).length));
      expect(read.intact).toBe(read.validBytes === length);
    }
  });

  it.each([
    ['a changed line', (text: string) => text.replace('"id":2', '"id":9')],
    [
      'a line taken out',
      (text: string) =>
        text
          .split('\n')
          .filter((_, index) => index !== 1)
          .join('\n'),
    ],
    ['lines exchanged', (text: string) => [1, 0, 2, 3].map((index) => text.split('\n')[index]).join('\n')],
  ])('shows %s', (_what, change) => {
    writeFileSync(path, change(new HistoryChain().lines(events)));
    const { intact, events: valid } = readHistory(path);
    expect(intact).toBe(false);
    expect(valid.length).toBeLessThan(3);
  });
});
