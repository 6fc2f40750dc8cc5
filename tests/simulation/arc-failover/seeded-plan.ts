/** What is going to happen in a run of the simulation, decided by the seed alone. */
import { seededRandom, shuffled } from '../../../handlers/arc-failover/seeded-random.ts';
import { endpointRegions } from '../../../handlers/arc-failover/failover-plan.ts';
import type { Behaviour, Operator } from './world.ts';

export interface SeededApplication {
  readonly name: string;
  readonly exclusive: boolean;
  readonly atMostOne: boolean;
  /** Cell that is On in the beginning. */
  readonly on: string;
}

export interface SeededOperator extends Operator {
  /** Milliseconds after the beginning. */
  readonly startsAt: number;
  readonly to: string;
  readonly expect?: string;
  readonly force: boolean;
  readonly redGate: boolean;
  readonly overrides: boolean;
  /** How people answered; `wrong` names something else. */
  readonly approval: 'none' | 'valid' | 'expired' | 'rejected' | 'wrong';
  /** Starts the same input again so long after a crash. */
  readonly againAfter: number;
}

export interface SeededPlan {
  readonly seed: number;
  readonly cells: readonly string[];
  readonly applications: readonly SeededApplication[];
  readonly waitPeriodMs: number;
  /** A gating rule that keeps the first application where it is; its gate is Off. */
  readonly locked: boolean;
  readonly outages: readonly { readonly region: string; readonly effect: 'unreachable' | 'unavailable' | 'denied' }[];
  readonly behaviours: ReadonlyMap<string, Behaviour>;
  readonly maintenance: boolean;
  /** The plan knows an endpoint that is not there, or a control that the cluster does not have. */
  readonly drift: 'none' | 'endpoint' | 'control';
  readonly operators: readonly SeededOperator[];
}

export const primary = 'east';
const regionOfCell: Readonly<Record<string, string>> = { east: 'us-east-1', west: 'us-west-2', north: 'eu-west-1' };
export const regionOf = (cell: string): string => regionOfCell[cell]!;

export function seededPlan(seed: number): SeededPlan {
  const random = seededRandom(`plan ${seed}`);
  const chance = (share: number): boolean => random() < share;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const cells = chance(0.3) ? ['east', 'west', 'north'] : ['east', 'west'];
  const many = chance(0.25);
  const applications = Array.from({ length: many ? 5 + Math.floor(random() * 8) : 1 + Math.floor(random() * 3) }, (_, index) => {
    const exclusive = chance(0.6);
    return { name: `app-${index + 1}`, exclusive, atMostOne: exclusive && chance(0.6), on: primary };
  });
  const downCount = pick([0, 0, 0, 1, 1, 2, 2, 3, 4]);
  const regions = shuffled(endpointRegions, random);
  const outages = regions
    .slice(0, downCount)
    .map((region) => ({ region, effect: pick(['unreachable', 'unavailable'] as const) }));
  const behaviours = new Map<string, Behaviour>();
  const denied: { region: string; effect: 'denied' }[] = [];
  const allDenied = chance(0.03);
  for (const region of regions.slice(downCount)) {
    const draw = random();
    if (allDenied || draw < 0.1) denied.push({ region, effect: 'denied' });
    else if (draw < 0.19) behaviours.set(region, { kind: 'throttling', retryAfterSeconds: pick([1, 2, 30]) });
    else if (draw < 0.26) behaviours.set(region, { kind: 'failing' });
    else if (draw < 0.45) {
      behaviours.set(region, { kind: 'flaky', lost: random() * 0.3, hanging: random() * 0.2, error: random() * 0.3 });
    }
  }
  const race = chance(0.4);
  const operators = Array.from({ length: race ? 2 + Math.floor(random() * 2) : 1 }, (_, number): SeededOperator => {
    const to = number === 0 ? pick(cells.filter((cell) => cell !== primary)) : pick(cells);
    const overrides = chance(0.12);
    const isFailback = to === primary;
    const approval =
      overrides || isFailback ? pick(['valid', 'valid', 'valid', 'expired', 'rejected', 'wrong', 'none'] as const) : 'none';
    return {
      number: number + 1,
      startsAt: number === 0 ? 0 : Math.floor(random() * (chance(0.7) ? 600 : 20_000)),
      to,
      ...(chance(0.15) ? { expect: pick([...cells.filter((cell) => cell !== to), 'any']) } : {}),
      force: chance(0.1),
      redGate: chance(0.1),
      overrides,
      approval,
      ...(chance(0.3) ? { crashAt: { call: 1 + Math.floor(random() * 6), when: pick(['before', 'after'] as const) } } : {}),
      againAfter: 100 + Math.floor(random() * 10_000),
    };
  });
  return {
    seed,
    cells,
    applications,
    waitPeriodMs: chance(0.8) ? 5_000 : 1_000,
    locked: chance(0.08),
    outages: [...outages, ...denied],
    behaviours,
    maintenance: chance(0.3),
    drift: chance(0.08) ? 'endpoint' : chance(0.03) ? 'control' : 'none',
    operators,
  };
}

export function describePlan(plan: SeededPlan): string[] {
  const { cells, applications, waitPeriodMs, locked, outages, behaviours, maintenance, drift, operators } = plan;
  return [
    `cells ${cells.join(', ')}; ${applications.length} applications, ${applications.filter(({ exclusive }) => exclusive).length} exclusive; wait period ${waitPeriodMs} ms`,
    ...outages.map(({ region, effect }) => `${region} ${effect}`),
    ...[...behaviours].map(([region, behaviour]) => `${region} ${JSON.stringify(behaviour)}`),
    ...(locked ? ['the first application is locked by a gating rule'] : []),
    ...(maintenance ? ['endpoints are taken out for maintenance'] : []),
    ...(drift === 'none' ? [] : [`the plan has drifted: ${drift}`]),
    ...operators.map((operator) => `operator ${JSON.stringify(operator)}`),
  ];
}
