import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** The event's one member of details, `{}` where it has none. */
export function eventDetails(event: HistoryEvent): Readonly<Record<string, unknown>> {
  for (const [name, value] of Object.entries(event))
    if (name.endsWith('EventDetails') && value) return value as Record<string, unknown>;
  return {};
}

/** What a line about the event names beside its type: the state, the error, or the resource. */
export function eventSubject(event: HistoryEvent): string {
  const { name, error, cause, resource, resourceType } = eventDetails(event);
  if (typeof name === 'string') return name;
  if (typeof error === 'string') return cause ? `${error}: ${String(cause)}` : error;
  if (typeof resource === 'string') return resourceType ? `${String(resourceType)}:${resource}` : resource;
  return '';
}
