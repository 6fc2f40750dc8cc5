import { VirtualClock } from '../../../src/engine/clock.ts';
import { Driver } from '../../../src/local/gate/driver.ts';
import { Gate } from '../../../src/local/gate/gate.ts';
import { randomStream } from '../../../src/sandbox/core/random.ts';

/** `workers` activities that make three requests each; returns the order in which the requests were carried out. */
async function orderOfRequests(seed: number, workers = 8): Promise<{ order: string[]; now: number }> {
  const clock = new VirtualClock(0);
  const gate = new Gate(clock, randomStream(seed, 'gate'));
  const driver = new Driver(clock, gate, undefined);
  const order: string[] = [];
  const work = async (name: number): Promise<void> => {
    const activity = gate.begin();
    for (let step = 0; step < 3; step++) {
      await gate.request(activity, () => {
        order.push(`${name}.${step}`);
        return Promise.resolve({ value: undefined, latencyMs: 10 });
      });
    }
    activity.end();
  };
  await driver.drive(Promise.all(Array.from({ length: workers }, (_, name) => work(name))));
  return { order, now: clock.now() };
}

describe('the gate', () => {
  it('carries requests out in the same order for the same seed and in another for another', async () => {
    const first = await orderOfRequests(1);
    expect(await orderOfRequests(1)).toEqual(first);
    expect((await orderOfRequests(2)).order).not.toEqual(first.order);
    expect([...first.order].sort()).toHaveLength(24);
  });

  it('gives the answer after its latency in virtual time', async () => {
    expect((await orderOfRequests(1, 1)).now).toBe(30);
  });

  it('holds the clock while code is being loaded although a request waits and timers are due', async () => {
    const clock = new VirtualClock(0);
    const gate = new Gate(clock, () => 0);
    const driver = new Driver(clock, gate, undefined);
    clock.setTimer(600_000, () => undefined);
    const loaded = gate.request(gate.begin(), async () => {
      await gate.hold(new Promise((resolve) => setTimeout(resolve, 20)));
      return { value: clock.now(), latencyMs: 0 };
    });
    expect(await driver.drive(loaded)).toBe(0);
  });

  describe('while a person is waited for', () => {
    const held = async (...timers: [at: number, purpose: 'work' | 'limit' | 'background'][]): Promise<unknown> => {
      const clock = new VirtualClock(0);
      const driver = new Driver(clock, new Gate(clock, () => 0), undefined, () => 100);
      const fired: string[] = [];
      for (const [at, purpose] of timers) clock.setTimer(at, () => fired.push(`${at} ${purpose}`), purpose);
      return { outcome: await driver.drive(new Promise(() => undefined)), now: clock.now(), fired };
    };

    it('goes on to what is due before the person has to have answered', async () => {
      const outcome = await held([10, 'limit'], [20, 'background'], [30, 'work'], [40, 'limit']);
      expect(outcome).toEqual({ outcome: 'stalled', now: 30, fired: ['10 limit', '20 background', '30 work'] });
    });

    it('never takes the time that the person has', async () => {
      expect(await held([20, 'work'], [100, 'work'])).toEqual({ outcome: 'stalled', now: 20, fired: ['20 work'] });
    });

    it('stands still when only time limits and recurring timers are left', async () => {
      expect(await held([5, 'background'], [6, 'limit'])).toEqual({ outcome: 'stalled', now: 0, fired: [] });
    });

    it('answers who asks again at once', async () => {
      const clock = new VirtualClock(0);
      const driver = new Driver(clock, new Gate(clock, () => 0), undefined, () => 100);
      const never = new Promise(() => undefined);
      expect(await driver.drive(never)).toBe('stalled');
      expect(await driver.drive(never)).toBe('stalled');
    });

    it('counts work that was called off as none', async () => {
      const clock = new VirtualClock(0);
      const driver = new Driver(clock, new Gate(clock, () => 0), undefined, () => 100);
      const timer = clock.setTimer(10, () => undefined);
      clock.clearTimer(timer);
      clock.clearTimer(timer);
      clock.setTimer(5, () => undefined, 'limit');
      expect(await driver.drive(new Promise(() => undefined))).toBe('stalled');
      expect(clock.now()).toBe(0);
    });
  });

  it('holds the clock while something is runnable although timers are due', async () => {
    const clock = new VirtualClock(0);
    const gate = new Gate(clock, () => 0);
    const driver = new Driver(clock, gate, undefined);
    clock.setTimer(5, () => undefined);
    const activity = gate.begin();
    const seen = new Promise<number>((resolve) =>
      setTimeout(() => {
        resolve(clock.now());
        activity.end();
      }, 30),
    );
    expect(await driver.drive(seen)).toBe(0);
  });

  it('does not deadlock when a released request starts an activity that makes requests itself', async () => {
    const clock = new VirtualClock(0);
    const gate = new Gate(clock, () => 0);
    const driver = new Driver(clock, gate, undefined);
    const inner = async (): Promise<{ value: string; latencyMs: number }> => {
      const activity = gate.begin();
      const value = await gate.request(activity, () => Promise.resolve({ value: 'inner', latencyMs: 100 }));
      activity.end();
      return { value, latencyMs: 1 };
    };
    expect(await driver.drive(gate.request(undefined, inner))).toBe('inner');
    expect(clock.now()).toBe(101);
  });

  it('says stalled when only something from outside can go on', async () => {
    const clock = new VirtualClock(0);
    const driver = new Driver(clock, new Gate(clock, () => 0), undefined);
    expect(await driver.drive(new Promise(() => undefined))).toBe('stalled');
  });

  it('moves time only while somebody asks for it', async () => {
    const clock = new VirtualClock(0);
    const gate = new Gate(clock, () => 0);
    const driver = new Driver(clock, gate, undefined);
    clock.setTimer(1_000, () => undefined);
    const answer = gate.requestFromOutside(() => Promise.resolve({ value: 'now', latencyMs: 50 }));
    expect(await driver.during(answer)).toBe('now');
    expect(clock.now()).toBe(0);
  });

  it('passes a failure of the request on', async () => {
    const clock = new VirtualClock(0);
    const gate = new Gate(clock, () => 0);
    const driver = new Driver(clock, gate, undefined);
    await expect(driver.drive(gate.request(undefined, () => Promise.reject(new Error('refused'))))).rejects.toThrow('refused');
  });

  it('lets virtual time pass at the pace asked for', async () => {
    const clock = new VirtualClock(0);
    const driver = new Driver(clock, new Gate(clock, () => 0), 10);
    const started = performance.now();
    await driver.drive(new Promise<void>((resolve) => void clock.setTimer(1_000, resolve)));
    expect(clock.now()).toBe(1_000);
    expect(performance.now() - started).toBeGreaterThan(90);
  });

  it('keeps its pace although requests come meanwhile', async () => {
    const clock = new VirtualClock(0);
    const gate = new Gate(clock, () => 0);
    const driver = new Driver(clock, gate, 10);
    const started = performance.now();
    const asking = setInterval(() => {
      void gate.requestFromOutside(() => Promise.resolve({ value: undefined, latencyMs: 0 }));
    }, 20);
    await driver.drive(new Promise<void>((resolve) => void clock.setTimer(2_000, resolve)));
    clearInterval(asking);
    expect(performance.now() - started).toBeGreaterThan(190);
    expect(performance.now() - started).toBeLessThan(1_900);
  });

  it('does not jump to a limit while somebody who is served may come before it', async () => {
    const clock = new VirtualClock(0);
    const gate = new Gate(clock, () => 0);
    const driver = new Driver(
      clock,
      gate,
      undefined,
      () => undefined,
      () => true,
    );
    let late = false;
    const limit = clock.setTimer(3_600_000, () => (late = true), 'limit');
    const answered = new Promise<string>((resolve) =>
      setTimeout(() => {
        void gate.requestFromOutside(() => {
          clock.clearTimer(limit);
          resolve('answered');
          return Promise.resolve({ value: undefined, latencyMs: 0 });
        });
      }, 50),
    );
    expect(await driver.drive(answered)).toBe('answered');
    expect([late, clock.now()]).toEqual([false, 0]);
  });

  it('jumps to a limit where nobody is served', async () => {
    const clock = new VirtualClock(0);
    const driver = new Driver(clock, new Gate(clock, () => 0), undefined);
    await driver.drive(new Promise<void>((resolve) => void clock.setTimer(3_600_000, resolve, 'limit')));
    expect(clock.now()).toBe(3_600_000);
  });
});
