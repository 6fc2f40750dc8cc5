import type { HistoryEventType } from './types.ts';

/** Event types whose details are in a member that is not simply named after them. */
const shared: readonly (readonly [RegExp, string])[] = [
  [/^(Choice|Fail|Map|Parallel|Pass|Succeed|Task|Wait)StateEntered$/, 'stateEnteredEventDetails'],
  [/^(Choice|Map|Parallel|Pass|Succeed|Task|Wait)StateExited$/, 'stateExitedEventDetails'],
];

const members = new Map<HistoryEventType, `${string}EventDetails`>();

/** Name of the member that holds an event's details: `stateEnteredEventDetails`, `taskScheduledEventDetails`, ... */
export function detailsMember(type: HistoryEventType): `${string}EventDetails` {
  let member = members.get(type);
  if (member === undefined) {
    const named = shared.find(([pattern]) => pattern.test(type))?.[1];
    member = (named ?? `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`) as `${string}EventDetails`;
    members.set(type, member);
  }
  return member;
}
