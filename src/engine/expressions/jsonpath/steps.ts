import type { Json } from '../../json.ts';

/** One evaluation: the document that `$` inside a filter means, and how many more nodes may be visited. */
export interface Walk {
  readonly root: Json;
  stepsLeft: number;
}

/** Nodes that one evaluation may visit: ours, not AWS's. `$..a..b` on a large document would otherwise run for hours. */
export const maxSteps = 2_000_000;

/** Thrown inside an evaluation that visits too many nodes; JsonPath.find turns it into a failure. */
export class TooManySteps extends Error {
  override readonly name = 'TooManySteps';
}

/** Counts visited nodes. @throws TooManySteps */
export function spend(walk: Walk, steps: number): void {
  walk.stepsLeft -= steps;
  if (walk.stepsLeft < 0) throw new TooManySteps();
}
