import { now } from '../shared/runtime.ts';

/** The pairs whose time is not over: a day ends at its last second in UTC. */
export function wantedAccess<Pair extends { readonly until?: string | undefined }>(access: readonly Pair[]): Pair[] {
  return access.filter(({ until }) => until === undefined || now() < Date.parse(`${until}T23:59:59Z`));
}
