import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { findFunction, type FoundFunction } from './find-function.ts';
import { onFunction, passingRole } from './permissions.ts';
import { functionArn, functions, type FunctionConfiguration, type FunctionRow } from './rows.ts';

interface CodeLocation {
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly ImageUri?: string;
}
interface NamedInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}
type CreateInput = NamedInput & FunctionConfiguration & { readonly Code: CodeLocation };

const settings = [
  'Role',
  'Handler',
  'Runtime',
  'Description',
  'Timeout',
  'MemorySize',
  'Environment',
  'Layers',
  'TracingConfig',
  'DeadLetterConfig',
  'Architectures',
] as const;

/** The configuration's own members of an input. */
function configurationOf(input: Partial<FunctionConfiguration>): Partial<FunctionConfiguration> {
  return Object.fromEntries(settings.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));
}

function described({ row, version, configuration, arn }: FoundFunction): object {
  return {
    FunctionName: row.name,
    FunctionArn: arn,
    Version: version,
    CodeSha256: row.code,
    LastModified: new Date(row.modified).toISOString(),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Timeout: 3,
    MemorySize: 128,
    ...configuration,
  };
}

const put = (row: FunctionRow, context: CallContext): void =>
  functions(context.store).put(row.arn, { ...row, modified: context.now });

/** Functions and their versions. The code itself is not kept: `Code` is only what stands for it. */
export const functionOperations: OperationTable = {
  CreateFunction: operation<CreateInput, object>({
    permissions: passingRole('CreateFunction'),
    handle(input, context) {
      const arn = functionArn(input.FunctionName, context);
      if (functions(context.store).has(arn)) {
        throw new AwsError('ResourceConflictException', `Function already exist: ${input.FunctionName}`, {
          statusCode: 409,
          fields: { Type: 'User' },
        });
      }
      const row: FunctionRow = {
        name: input.FunctionName,
        arn,
        configuration: { ...configurationOf(input), Role: input.Role },
        code: codeOf(input.Code),
        modified: context.now,
        versions: [],
        aliases: {},
        permissions: {},
      };
      put(row, context);
      return described({ row, version: '$LATEST', configuration: row.configuration, arn });
    },
  }),
  UpdateFunctionCode: operation<NamedInput & CodeLocation, object>({
    permissions: onFunction('UpdateFunctionCode'),
    handle(input, context) {
      const found = findFunction(input.FunctionName, undefined, context);
      const row = { ...found.row, code: codeOf(input) };
      put(row, context);
      return described({ ...found, row });
    },
  }),
  UpdateFunctionConfiguration: operation<NamedInput & Partial<FunctionConfiguration>, object>({
    permissions: passingRole('UpdateFunctionConfiguration'),
    handle(input, context) {
      const found = findFunction(input.FunctionName, undefined, context);
      const configuration = { ...found.row.configuration, ...configurationOf(input) };
      const row = { ...found.row, configuration };
      put(row, context);
      return described({ ...found, row, configuration });
    },
  }),
  /** The same code and configuration as the newest version give that version again. */
  PublishVersion: operation<NamedInput, object>({
    permissions: onFunction('PublishVersion'),
    handle(input, context) {
      const { row } = findFunction(input.FunctionName, undefined, context);
      const { configuration, code } = row;
      const newest = row.versions.at(-1);
      if (newest && newest.code === code && JSON.stringify(newest.configuration) === JSON.stringify(configuration)) {
        return described({ row, version: newest.version, configuration, arn: `${row.arn}:${newest.version}` });
      }
      const version = String(row.versions.length + 1);
      put({ ...row, versions: [...row.versions, { version, configuration, code }] }, context);
      return described({ row, version, configuration, arn: `${row.arn}:${version}` });
    },
  }),
  GetFunctionConfiguration: operation<NamedInput, object>({
    permissions: onFunction('GetFunctionConfiguration'),
    handle: (input, context) => described(findFunction(input.FunctionName, input.Qualifier, context)),
  }),
  GetFunction: operation<NamedInput, object>({
    permissions: onFunction('GetFunction'),
    handle: (input, context) => ({ Configuration: described(findFunction(input.FunctionName, input.Qualifier, context)) }),
  }),
  DeleteFunction: operation<NamedInput, object>({
    permissions: onFunction('DeleteFunction'),
    handle(input, context) {
      functions(context.store).delete(findFunction(input.FunctionName, undefined, context).row.arn);
      return {};
    },
  }),
  ListFunctions: operation<object, object>({
    handle: (_input, context) => ({
      Functions: [...functions(context.store).values()]
        .filter(({ arn }) => arn.startsWith(functionArn('', context)))
        .map((row) => described({ row, version: '$LATEST', configuration: row.configuration, arn: row.arn })),
    }),
  }),
  CreateAlias: operation<NamedInput & { readonly Name: string; readonly FunctionVersion: string }, object>({
    permissions: onFunction('CreateAlias'),
    handle(input, context) {
      const { row } = findFunction(input.FunctionName, input.FunctionVersion, context);
      if (Object.hasOwn(row.aliases, input.Name)) {
        throw new AwsError('ResourceConflictException', `Alias already exists: ${row.arn}:${input.Name}`, { statusCode: 409 });
      }
      return setAlias(row, input.Name, input.FunctionVersion, context);
    },
  }),
  UpdateAlias: operation<NamedInput & { readonly Name: string; readonly FunctionVersion: string }, object>({
    permissions: onFunction('UpdateAlias'),
    handle(input, context) {
      const { row } = findFunction(input.FunctionName, input.FunctionVersion, context);
      return setAlias(row, input.Name, input.FunctionVersion, context);
    },
  }),
};

function setAlias(row: FunctionRow, name: string, version: string, context: CallContext): object {
  put({ ...row, aliases: { ...row.aliases, [name]: version } }, context);
  return { AliasArn: `${row.arn}:${name}`, Name: name, FunctionVersion: version };
}

function codeOf(code: CodeLocation): string {
  return code.ImageUri ?? `${code.S3Bucket ?? ''}/${code.S3Key ?? ''}`;
}
