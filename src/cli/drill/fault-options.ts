import { drillInput, faultProblems, modes, type FaultAsked, type FaultMode } from '../../../handlers/dr-drill/contract.ts';
import { UsageError } from '../errors.ts';
import { readDocument } from './read-document.ts';

export interface FaultOptions {
  readonly mode?: string;
  readonly region?: string;
  readonly services?: string;
  readonly drill?: string;
}

/**
 * The fault of the options, or of the drill's file that they name.
 * @throws UsageError for a mode that there is not, or that needs more or less than was given.
 */
export async function faultOf({ mode, region, services, drill }: FaultOptions): Promise<FaultAsked> {
  if (drill !== undefined) {
    if (mode !== undefined || region !== undefined || services !== undefined)
      throw new UsageError('--drill says mode, Region and services: leave the others out');
    return readDocument(drill, drillInput);
  }
  if (mode === undefined) throw new UsageError('give --mode or --drill: what would be denied', `modes: ${modes.join(', ')}`);
  if (!(modes as readonly string[]).includes(mode))
    throw new UsageError(`there is no mode "${mode}"`, `modes: ${modes.join(', ')}`);
  const asked = { mode: mode as FaultMode, region, services: services?.split(',').map((name) => name.trim()) };
  const problems = faultProblems(asked);
  if (problems.length > 0) throw new UsageError(problems.join('; '));
  return asked;
}
