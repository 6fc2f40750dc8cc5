import { StepFunctionsApi } from '../../src/engine/api/index.ts';
import { VirtualClock } from '../../src/engine/clock.ts';
import { Engine } from '../../src/engine/engine.ts';
import { recordedObjects } from './recorded-objects.ts';
import { recordedServices } from './recorded-services.ts';
import type { RecordedCase } from './corpus.ts';

const ACCOUNT = '111111111111';
const REGION = 'us-east-1';

/** What a case runs against: an engine of its own that starts at the recording's time, with the recorded services around it. */
export interface Subject {
  readonly engine: Engine;
  readonly api: StepFunctionsApi;
  readonly clock: VirtualClock;
  /** Lets everything happen that can, at most three days of virtual time, or until `until` says so. */
  settle(until?: () => boolean): Promise<void>;
}

/** Ids and randomness are counted, not drawn: the same case gives the same history. */
export function createSubject(recorded: RecordedCase): Subject {
  const clock = new VirtualClock(Date.parse(recorded.clock));
  const end = clock.now() + 3 * 86_400_000;
  let ids = 0;
  let draws = 0;
  const uuid = (): string => `c0ffee00-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`;
  const random = (): number => ((draws += 1) * 0.618_033_988_75) % 1;
  const callService = recordedServices(recorded, clock, () => engine);
  const engine: Engine = new Engine({
    clock,
    callService,
    objects: recordedObjects(recorded),
    random,
    uuid,
    account: ACCOUNT,
    region: REGION,
  });
  // The test had deleted its log group.
  const logGroupGone = recorded.expected.api_error?.message?.includes('Log Destination not found') === true;
  const api = new StepFunctionsApi({
    engine,
    account: ACCOUNT,
    region: REGION,
    callService,
    now: () => clock.now(),
    uuid,
    random,
    logGroupExists: () => !logGroupGone,
  });
  return { engine, api, clock, settle: (until = () => false) => clock.runToIdle(() => until() || clock.now() > end) };
}
