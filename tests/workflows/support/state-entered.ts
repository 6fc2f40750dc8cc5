/** Something done at the moment at which an execution enters a state. */
import type { LocalOwner } from '../../../src/local/index.ts';

/** Calls `act` once, a moment after the execution has entered the state: nothing else happens in between. */
export function stateEntered(local: LocalOwner, executionArn: string, state: string, act: () => unknown): void {
  const stop = local.onEvent(({ executionArn: of, event }) => {
    if (of !== executionArn || event.stateEnteredEventDetails?.name !== state) return;
    stop();
    local.clock.setTimer(local.clock.now(), () => void act());
  });
}
