import type { State } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import type { GoesOn } from '../execution/leave.ts';
import type { MaybePromise } from '../execution/maybe-promise.ts';
import type { HistoryEventType } from '../history/history-event.ts';
import { runChoice } from './choice.ts';
import { runFail } from './fail.ts';
import { runMap } from './map.ts';
import { runParallel } from './parallel.ts';
import { runPass } from './pass.ts';
import { runSucceed } from './succeed.ts';
import { runTask } from './task.ts';
import { runWait } from './wait.ts';

/** Runs a branch from its current state until it blocks or ends, or its execution has ended. */
export function runBranch(branch: Branch): MaybePromise<void> {
  if (branch.now() >= branch.execution.deadline) branch.runtime.timeOut(branch.execution);
  while (!branch.ended && branch.execution.status === 'RUNNING') {
    const goesOn = enterAndRun(branch);
    if (goesOn instanceof Promise) return goesOn.then((on) => (on ? runBranch(branch) : undefined));
    if (!goesOn) return;
  }
}

function enterAndRun(branch: Branch): MaybePromise<GoesOn> {
  const { state } = branch;
  if (branch.retrying) branch.retrying = false;
  else {
    branch.enteredTime = branch.now();
    branch.enteredEventId = branch.recordNamed(enteredEvents[state.type], state.name, branch.input);
    if (branch.execution.status !== 'RUNNING') return false;
  }
  return runState(branch, state);
}

const enteredEvents: Readonly<Record<State['type'], HistoryEventType>> = {
  Pass: 'PassStateEntered',
  Task: 'TaskStateEntered',
  Choice: 'ChoiceStateEntered',
  Wait: 'WaitStateEntered',
  Succeed: 'SucceedStateEntered',
  Fail: 'FailStateEntered',
  Parallel: 'ParallelStateEntered',
  Map: 'MapStateEntered',
};

function runState(branch: Branch, state: State): MaybePromise<GoesOn> {
  switch (state.type) {
    case 'Pass':
      return runPass(branch, state);
    case 'Task':
      return runTask(branch, state);
    case 'Choice':
      return runChoice(branch, state);
    case 'Wait':
      return runWait(branch, state);
    case 'Succeed':
      return runSucceed(branch);
    case 'Fail':
      return runFail(branch, state);
    case 'Parallel':
      return runParallel(branch, state);
    case 'Map':
      return runMap(branch, state);
    default:
      return state satisfies never;
  }
}
