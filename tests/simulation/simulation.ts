/** What a simulation is: a workflow run from a seed alone, in a simulated organization where things go wrong on purpose. */

/** Something that must hold and did not. */
export interface Violation {
  /** Name of the invariant. */
  readonly invariant: string;
  /** What was seen, and when in virtual time. */
  readonly what: string;
}

export interface SimulationRun {
  readonly seed: number;
  /** What was going to happen, decided by the seed before anything ran: faults, rows, what operators do. */
  readonly plan: readonly string[];
  /** SHA-256 over every history event in order: equal for equal runs. */
  readonly digest: string;
  /** How it ended, for people. */
  readonly outcome: string;
  /** What became of each item. */
  readonly items: readonly string[];
  readonly violations: readonly Violation[];
}

/** A fault planted to show that an invariant catches it. */
export interface Planted {
  readonly invariant: string;
  readonly what: string;
}

export interface Simulation {
  readonly workflow: string;
  /** Every invariant, with the fault that a test plants to see it caught. */
  readonly planted: readonly Planted[];
  /** `plant` names an invariant whose planted fault is to happen. */
  run(seed: number, plant?: string): Promise<SimulationRun>;
}
