import type { Json } from '../json.ts';
import type { Diagnostics } from './diagnostic.ts';
import { isObject } from './values.ts';

const oneOf = (field: string, values: readonly string[]): string =>
  `The field '${field}' should have one of these values: [${values.join(', ')}]`;

const modes = ['INLINE', 'DISTRIBUTED'];
const executionTypes = ['STANDARD', 'EXPRESS'];

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html ("Map state fields") */
export function checkProcessorConfig(value: Json | undefined, pointer: string, diagnostics: Diagnostics): void {
  if (value === undefined) return;
  if (!isObject(value)) return diagnostics.error(pointer, 'Expected value of type Object');
  const { Mode: mode, ExecutionType: executionType } = value;
  if (mode !== undefined && !modes.includes(mode as string)) diagnostics.error(`${pointer}/Mode`, oneOf('Mode', modes));
  if (executionType !== undefined && !executionTypes.includes(executionType as string))
    diagnostics.error(`${pointer}/ExecutionType`, oneOf('ExecutionType', executionTypes));
  if (mode === 'DISTRIBUTED' && executionType === undefined)
    diagnostics.error(pointer, 'These fields are required: [ExecutionType]');
}

const readable = /^arn:[^:]+:states:::s3:(?:getObject|listObjectsV2)$/;
const inputTypes = ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'];
const headerLocations = ['FIRST_ROW', 'GIVEN'];

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export function checkItemReader(reader: { readonly [name: string]: Json }, pointer: string, diagnostics: Diagnostics): void {
  const { Resource: resource, ReaderConfig: config } = reader;
  if (resource === undefined) diagnostics.error(pointer, 'These fields are required: [Resource]');
  else if (typeof resource !== 'string' || !readable.test(resource)) {
    const problem = `The resource provided ${String(resource)} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
    diagnostics.error(`${pointer}/Resource`, problem);
  }
  if (!isObject(config)) return;
  const { InputType: inputType, CSVHeaderLocation: location, CSVHeaders: headers } = config;
  if (inputType !== undefined && !inputTypes.includes(inputType as string))
    diagnostics.error(`${pointer}/ReaderConfig/InputType`, oneOf('InputType', inputTypes));
  if (location !== undefined && !headerLocations.includes(location as string))
    diagnostics.error(`${pointer}/ReaderConfig/CSVHeaderLocation`, oneOf('CSVHeaderLocation', headerLocations));
  if (location === 'GIVEN' && headers === undefined)
    diagnostics.error(`${pointer}/ReaderConfig`, 'These fields are required: [CSVHeaders]');
}
