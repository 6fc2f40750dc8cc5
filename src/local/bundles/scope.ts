/**
 * The world as one container of a function sees it: its own `process.env`, virtual time, seeded randomness, a console that is
 * collected. These are parameters of the compiled bundle, so they shadow the real globals for the bundle's own code only.
 */
import type { Clock } from '../../engine/ports.ts';
import type { Activity } from '../gate/gate.ts';

/** What the scope needs from its container. */
export interface ScopeContext {
  readonly clock: Clock;
  /** The invocation that runs now; undefined between invocations. */
  activity(): Activity | undefined;
  /** Uniform in [0, 1), from the seed. */
  random(): number;
  readonly env: Readonly<Record<string, string>>;
  log(level: 'debug' | 'info' | 'warn' | 'error', parts: readonly unknown[]): void;
  /** The runtime slot that `handlers/shared/runtime.ts` reads. */
  readonly runtime: object;
}

/** Names of the parameters that a bundle is compiled with, in the order of `scopeValues`. */
export const scopeNames = [
  'process',
  'Date',
  'Math',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'console',
  'globalThis',
  'require',
  'module',
  'exports',
] as const;

/** The values of `scopeNames` for one container. `load` is the bundle's `require`. */
export function scopeValues(context: ScopeContext, load: NodeJS.Require, module: { exports: unknown }): unknown[] {
  const date = virtualDate(context.clock);
  const math = Object.create(Math, { random: { value: () => context.random() } }) as Math;
  const timers = virtualTimers(context);
  const console = collectingConsole(context);
  const process = scopedProcess(context.env);
  const own = { process, Date: date, Math: math, console, ...timers, [Symbol.for('groundcrew.runtime')]: context.runtime };
  const global = Object.assign(Object.create(globalThis) as object, own);
  Object.defineProperty(global, 'globalThis', { value: global });
  return [
    process,
    date,
    math,
    timers.setTimeout,
    timers.clearTimeout,
    timers.setInterval,
    timers.clearInterval,
    console,
    global,
    load,
    module,
    module.exports,
  ];
}

/** `Date` whose current time is the clock's. Dates made with it are ordinary ones. */
function virtualDate(clock: Clock): DateConstructor {
  return new Proxy(Date, {
    construct: (target, values: [], newTarget) =>
      Reflect.construct(target, values.length === 0 ? [clock.now()] : values, newTarget) as Date,
    apply: () => new Date(clock.now()).toString(),
    get: (target, name, receiver): unknown => (name === 'now' ? () => clock.now() : Reflect.get(target, name, receiver)),
  });
}

interface VirtualTimers {
  readonly setTimeout: (fire: (...values: unknown[]) => void, delay?: number, ...values: unknown[]) => object;
  readonly setInterval: (fire: (...values: unknown[]) => void, delay?: number, ...values: unknown[]) => object;
  readonly clearTimeout: (timer: unknown) => void;
  readonly clearInterval: (timer: unknown) => void;
}

/** Timers on the virtual clock. A container that has one set is not runnable, unless it runs for another reason. */
function virtualTimers({ clock, activity }: ScopeContext): VirtualTimers {
  const pending = new Map<object, () => void>();
  const set =
    (repeat: boolean) =>
    (fire: (...values: unknown[]) => void, delay?: number, ...values: unknown[]) => {
      const milliseconds = Math.max(1, Number(delay) || 0);
      const timer = { unref: () => timer, ref: () => timer, hasRef: () => true };
      const arm = (): void => {
        const waiting = activity();
        waiting?.wait();
        const handle = clock.setTimer(clock.now() + milliseconds, () => {
          pending.delete(timer);
          waiting?.resume();
          fire(...values);
          if (repeat && !cleared) arm();
        });
        pending.set(timer, () => {
          clock.clearTimer(handle);
          waiting?.resume();
        });
      };
      let cleared = false;
      arm();
      clearing.set(timer, () => (cleared = true));
      return timer;
    };
  const clearing = new WeakMap<object, () => void>();
  const clear = (timer: unknown): void => {
    if (typeof timer !== 'object' || timer === null) return;
    clearing.get(timer)?.();
    const undo = pending.get(timer);
    pending.delete(timer);
    undo?.();
  };
  return { setTimeout: set(false), setInterval: set(true), clearTimeout: clear, clearInterval: clear };
}

/** The real `process` behind an environment of its own. Nothing of the real environment shows through. */
function scopedProcess(env: Readonly<Record<string, string>>): object {
  const own = Object.assign(Object.create(null) as Record<string, string>, env);
  return Object.create(process, { env: { value: own, enumerable: true, writable: true } }) as object;
}

function collectingConsole({ log }: ScopeContext): Record<string, (...parts: unknown[]) => void> {
  return {
    debug: (...parts) => log('debug', parts),
    trace: (...parts) => log('debug', parts),
    log: (...parts) => log('info', parts),
    info: (...parts) => log('info', parts),
    warn: (...parts) => log('warn', parts),
    error: (...parts) => log('error', parts),
  };
}
