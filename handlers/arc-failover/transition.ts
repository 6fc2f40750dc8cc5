/** From states that were seen to the changes that a run makes, and the batches they go in. Nothing here calls anybody. */
import type { z } from 'zod';
import type { ControlState, observedState, stateChange } from './contract.ts';
import type { Application, FailoverPlan } from './failover-plan.ts';

/** ARC takes at most ten states in one request. */
export const mostInBatch = 10;

/** `expect` that takes whatever it finds. */
export const anyCell = 'any';

export type Change = z.output<typeof stateChange> & { readonly arn: string };
export type Observed = z.output<typeof observedState> & { readonly arn: string };
export type States = ReadonlyMap<string, ControlState>;

export interface Aim {
  readonly plan: FailoverPlan;
  readonly to: string;
  /** Cells that traffic may be in before; `any` takes whatever it finds. */
  readonly from: readonly string[] | typeof anyCell;
}

/** Where a run to `to` may find traffic: what the caller expects, else the primary; a failback finds it in any other cell. */
export function aimOf(plan: FailoverPlan, to: string, expect: string | undefined): Aim {
  if (expect === anyCell) return { plan, to, from: anyCell };
  if (expect !== undefined) return { plan, to, from: [expect] };
  return { plan, to, from: to === plan.primary ? Object.keys(plan.cells).filter((cell) => cell !== to) : [plan.primary] };
}

/** Every control of the plan as it was seen. */
export function observedStates({ applications }: FailoverPlan, states: States): Observed[] {
  return applications.flatMap(({ name, controls }) =>
    Object.entries(controls).map(([cell, arn]) => ({ application: name, cell, arn, state: states.get(arn)! })),
  );
}

/** ARNs of the plan that the cluster did not list. */
export function missingControls({ applications }: FailoverPlan, states: States): string[] {
  return applications.flatMap(({ controls }) => Object.values(controls)).filter((arn) => !states.has(arn));
}

/** Controls that are not yet as the aim wants them: On in the cell `to`, Off everywhere else. */
export function changesFor({ plan, to }: Aim, states: States): Change[] {
  return observedStates(plan, states).flatMap(({ application, cell, arn, state }) => {
    const wanted: ControlState = cell === to ? 'On' : 'Off';
    return state === wanted ? [] : [{ application, cell, arn, from: state, to: wanted }];
  });
}

/** What makes the states unexpected, one sentence an application; none when the run may go on. */
export function unexpected(aim: Aim, states: States): string[] {
  return aim.plan.applications.flatMap((application) => {
    const on = cellsOn(application, states);
    if (isExpected(aim, application, on)) return [];
    return [`${application.name} is ${on.length === 0 ? 'On nowhere' : `On in ${on.join(' and ')}`}`];
  });
}

function isExpected({ to, from }: Aim, { exclusive }: Application, on: readonly string[]): boolean {
  if (from === anyCell || on.join() === to) return true;
  if (on.length === 1) return from.includes(on[0]!);
  /* Between the batches of make-before-break, as a run that was cut off leaves it. */
  return !exclusive && on.length === 2 && on.includes(to) && on.some((cell) => from.includes(cell));
}

export function cellsOn({ controls }: Application, states: States): string[] {
  return Object.entries(controls).flatMap(([cell, arn]) => (states.get(arn) === 'On' ? [cell] : []));
}

/** A routing control and the state that a batch gives it. */
export interface Setting {
  readonly application: string;
  readonly cell: string;
  readonly arn: string;
  readonly state: ControlState;
}

/**
 * What is sent for the changes, in order: of each application that changes, all controls, so that what another run has just set cannot
 * stay beside it. Up to ten are one transaction. Of more, each exclusive application is set within one batch; the others are switched On
 * in the new cell before any is switched Off elsewhere: make before break. No batch switches an application Off anywhere without
 * switching it On in the new cell, so that it is On somewhere whatever another run does in between.
 */
export function batchesOf({ plan, to }: Aim, changes: readonly Change[]): Setting[][] {
  const changing = new Set(changes.map(({ application }) => application));
  const groups = plan.applications
    .filter(({ name }) => changing.has(name))
    .map(({ name, controls, exclusive }) => ({
      exclusive,
      settings: Object.entries(controls).map(([cell, arn]): Setting => ({
        application: name,
        cell,
        arn,
        state: cell === to ? 'On' : 'Off',
      })),
    }));
  const all = groups.flatMap(({ settings }) => settings);
  if (all.length <= mostInBatch) return all.length === 0 ? [] : [all];
  const settingsOf = (exclusively: boolean): Setting[][] =>
    groups.filter(({ exclusive }) => exclusive === exclusively).map(({ settings }) => settings);
  const makes = settingsOf(false).map((settings) => settings.filter(({ state }) => state === 'On'));
  return [...packed(makes), ...packed(settingsOf(true)), ...packed(settingsOf(false))];
}

/** Groups in batches of at most ten settings; a group is never split. */
function packed(groups: readonly Setting[][]): Setting[][] {
  const batches: Setting[][] = [];
  for (const group of groups) {
    const last = batches.at(-1);
    if (last && last.length + group.length <= mostInBatch) last.push(...group);
    else batches.push([...group]);
  }
  return batches;
}
