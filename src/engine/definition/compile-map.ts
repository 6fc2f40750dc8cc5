import { compileJsonata, compileTemplate } from '../expressions/index.ts';
import type { JsonataTemplate, JsonObject, Template } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { Flow, ItemBatcher, ItemReader, MapState, ResultWriter, StateCommon, Value } from './state.ts';

/** The parts of the compiler that a Map state needs; handed in, since they need this one. */
export interface Compilers {
  readonly compileFlow: (flow: JsonObject, jsonata: boolean) => Flow;
  readonly compileValue: (state: JsonObject, field: string, jsonata: boolean) => Value | undefined;
  readonly compilePayload: (payload: Json | undefined, field: string, jsonata: boolean) => Template | JsonataTemplate | undefined;
}

export function compileMap(common: StateCommon, state: JsonObject, machineJsonata: boolean, compilers: Compilers): MapState {
  const { jsonata } = common;
  const { compileFlow, compileValue, compilePayload } = compilers;
  const processor = (state.ItemProcessor ?? state.Iterator) as JsonObject;
  const config = (processor.ProcessorConfig ?? {}) as JsonObject;
  const value = (field: string): Value | undefined => compileValue(state, field, jsonata);
  // `Parameters` is the old name of `ItemSelector`.
  const selector = state.ItemSelector ?? (jsonata ? undefined : state.Parameters);
  return {
    ...common,
    type: 'Map',
    processor: compileFlow(processor, machineJsonata),
    processorDefinition: machineJsonata ? { QueryLanguage: 'JSONata', ...processor } : processor,
    distributed: config.Mode === 'DISTRIBUTED',
    childType: config.ExecutionType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    items: compileItems(state, jsonata, compileValue),
    itemSelector:
      selector === undefined
        ? undefined
        : jsonata
          ? compileJsonata(selector, 'ItemSelector')
          : compileTemplate(selector, state.ItemSelector === undefined ? 'Parameters' : 'ItemSelector'),
    maxConcurrency: value('MaxConcurrency'),
    toleratedFailureCount: value('ToleratedFailureCount'),
    toleratedFailurePercentage: value('ToleratedFailurePercentage'),
    label: state.Label as string | undefined,
    itemReader: compileReader(state.ItemReader as JsonObject | undefined, jsonata, compilers),
    itemBatcher: compileBatcher(state.ItemBatcher as JsonObject | undefined, jsonata, compileValue, compilePayload),
    resultWriter: compileWriter(state.ResultWriter as JsonObject | undefined, jsonata, compilePayload),
  };
}

/** `Items` (JSONata) or `ItemsPath`. Only an expression's type is checked as the expression's; a constant is checked as items. */
function compileItems(state: JsonObject, jsonata: boolean, compileValue: Compilers['compileValue']): Value | undefined {
  if (!jsonata) return compileValue(state, 'Items', false);
  if (state.Items === undefined) return undefined;
  const template = compileJsonata(state.Items, 'Items', 'array');
  return template.constant ? { kind: 'constant', value: state.Items } : { kind: 'jsonata', template, field: 'Items' };
}

function compileReader(
  reader: JsonObject | undefined,
  jsonata: boolean,
  { compilePayload, compileValue }: Compilers,
): ItemReader | undefined {
  if (reader === undefined) return undefined;
  const config = (reader.ReaderConfig ?? {}) as JsonObject;
  return {
    resource: reader.Resource as string,
    arguments: jsonata
      ? compilePayload(reader.Arguments, 'ItemReader/Arguments', true)
      : compilePayload(reader.Parameters, 'Parameters', false),
    config,
    maxItems: compileValue(config, 'MaxItems', jsonata),
  };
}

function compileBatcher(
  batcher: JsonObject | undefined,
  jsonata: boolean,
  compileValue: Compilers['compileValue'],
  compilePayload: Compilers['compilePayload'],
): ItemBatcher | undefined {
  if (batcher === undefined) return undefined;
  return {
    maxItems: compileValue(batcher, 'MaxItemsPerBatch', jsonata),
    maxBytes: compileValue(batcher, 'MaxInputBytesPerBatch', jsonata),
    input: compilePayload(batcher.BatchInput, jsonata ? 'ItemBatcher/BatchInput' : 'BatchInput', jsonata),
  };
}

function compileWriter(
  writer: JsonObject | undefined,
  jsonata: boolean,
  compilePayload: Compilers['compilePayload'],
): ResultWriter | undefined {
  if (writer === undefined) return undefined;
  return {
    resource: writer.Resource as string | undefined,
    arguments: jsonata
      ? compilePayload(writer.Arguments, 'ResultWriter/Arguments', true)
      : compilePayload(writer.Parameters, 'Parameters', false),
    config: (writer.WriterConfig ?? {}) as JsonObject,
  };
}
