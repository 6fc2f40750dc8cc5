/** What the states of a definition call, and which functions they invoke. */
import { actionOf } from './service-calls.ts';

/** A call that a state makes itself. */
export interface StateCall {
  readonly state: string;
  readonly action: string;
  /** What stands for the function that is invoked: an ARN, a name or a placeholder such as `${CheckPlan}`. */
  readonly functionName?: string;
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The calls of every state, in the order of the file, those inside Parallel and Map included. */
export function definitionCalls(definition: unknown): StateCall[] {
  return Object.entries(fields(fields(definition)['States'])).flatMap(([state, value]) => stateCalls(state, fields(value)));
}

function stateCalls(state: string, fieldsOf: Fields): StateCall[] {
  const { Resource, Arguments, Parameters, Branches, ItemProcessor, Iterator, ItemReader, ResultWriter } = fieldsOf;
  const processor = ItemProcessor ?? Iterator;
  const distributed = fields(fields(processor)['ProcessorConfig'])['Mode'] === 'DISTRIBUTED';
  return [
    ...call(state, text(Resource), fields(Arguments ?? Parameters)),
    ...call(state, text(fields(ItemReader)['Resource']), {}),
    ...call(state, text(fields(ResultWriter)['Resource']), {}),
    ...(distributed ? [{ state, action: 'states:StartExecution' }] : []),
    ...(Array.isArray(Branches) ? Branches : []).flatMap(definitionCalls),
    ...definitionCalls(processor),
  ];
}

function call(state: string, resource: string | undefined, given: Fields): StateCall[] {
  const action = resource === undefined ? undefined : actionOf(resource);
  if (action === undefined) return [];
  const named = resource!.includes(':states:::') ? text(given['FunctionName'] ?? given['FunctionName.$']) : resource;
  const functionName = action === 'lambda:InvokeFunction' ? named : undefined;
  return [{ state, action, ...(functionName === undefined ? {} : { functionName }) }];
}
