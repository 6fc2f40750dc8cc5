/** Projection expressions (Developer Guide, "Projection expressions in DynamoDB"). */
import type { Path } from './ast.ts';
import { printPath } from './ast.ts';
import { Parser, refuseOverlaps } from './parser.ts';
import type { Placeholders } from './placeholders.ts';

/** The paths that the expression names; overlapping ones are refused. */
export function parseProjection(text: string, placeholders: Placeholders): readonly Path[] {
  const parser = new Parser(text, 'ProjectionExpression', placeholders);
  const paths = parser.list(() => parser.path());
  parser.expectEnd();
  refuseOverlaps(paths, 'ProjectionExpression', printPath);
  return paths;
}
