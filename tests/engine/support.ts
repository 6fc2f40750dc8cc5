/** What the tests of whole executions share. */
import type { HistoryEvent } from '../../src/engine/history/history-event.ts';

/** An error as a handler throws it: ASL knows it by its name. */
export const named = (name: string, message = ''): Error => Object.assign(new Error(message), { name });

/** Seconds after the start at which the events of a type were recorded. */
export const secondsOf = (history: readonly HistoryEvent[], type: HistoryEvent['type']): number[] =>
  history.filter((event) => event.type === type).map(({ timestamp }) => (timestamp - history[0]!.timestamp) / 1000);

export const typesOf = (history: readonly HistoryEvent[]): string[] => history.map(({ type }) => type);

/** A machine of one Task state, and a state that its catcher leads to. */
export const oneTask = (task: object): object => ({
  StartAt: 'Task',
  States: {
    Task: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true, ...task },
    Caught: { Type: 'Pass', End: true },
  },
});
