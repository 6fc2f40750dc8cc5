/** GetFindings and its filters. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html */
import type {
  AwsSecurityFinding,
  AwsSecurityFindingFilters,
  DateFilter,
  GetFindingsCommandInput,
  GetFindingsResponse,
  MapFilter,
  StringFilter,
} from '@aws-sdk/client-securityhub';
import { pageOf } from '../core/paging.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { invalidInput, takeRequest } from './limits.ts';
import { hubPermissions } from './permissions.ts';
import { findingsWithId } from './rows.ts';
import { hubOf, isVisible, shownFinding, visibleFindings } from './visibility.ts';

/** What each filter of text looks at. A filter that is not here is refused, never ignored. */
const texts: Readonly<Record<string, (finding: AwsSecurityFinding) => readonly (string | undefined)[]>> = {
  Id: ({ Id }) => [Id],
  ProductArn: ({ ProductArn }) => [ProductArn],
  AwsAccountId: ({ AwsAccountId }) => [AwsAccountId],
  AwsAccountName: ({ AwsAccountName }) => [AwsAccountName],
  GeneratorId: ({ GeneratorId }) => [GeneratorId],
  Region: ({ Region }) => [Region],
  Title: ({ Title }) => [Title],
  Type: ({ Types }) => Types ?? [],
  SeverityLabel: ({ Severity }) => [Severity?.Label],
  ResourceId: ({ Resources }) => (Resources ?? []).map(({ Id }) => Id),
  ResourceType: ({ Resources }) => (Resources ?? []).map(({ Type }) => Type),
  ComplianceStatus: ({ Compliance }) => [Compliance?.Status],
  ComplianceSecurityControlId: ({ Compliance }) => [Compliance?.SecurityControlId],
  WorkflowStatus: ({ Workflow }) => [Workflow?.Status],
  RecordState: ({ RecordState }) => [RecordState],
  NoteText: ({ Note }) => [Note?.Text],
  NoteUpdatedBy: ({ Note }) => [Note?.UpdatedBy],
};

const dates: Readonly<Record<string, (finding: AwsSecurityFinding) => string | undefined>> = {
  CreatedAt: ({ CreatedAt }) => CreatedAt,
  UpdatedAt: ({ UpdatedAt }) => UpdatedAt,
  FirstObservedAt: ({ FirstObservedAt }) => FirstObservedAt,
  LastObservedAt: ({ LastObservedAt }) => LastObservedAt,
};

/** "A finding can be filtered by up to 20 values" of one attribute (API reference, AwsSecurityFindingFilters). */
const valuesPerFilter = 20;

export const getFindingsOperations: OperationTable = {
  GetFindings: operation<GetFindingsCommandInput, GetFindingsResponse>({
    permissions: hubPermissions('GetFindings'),
    handle(input, context) {
      takeRequest('GetFindings', context);
      const { Filters = {}, MaxResults = 100, NextToken } = input;
      if (MaxResults < 1 || MaxResults > 100) throw invalidInput('Invalid parameter: MaxResults must be between 1 and 100');
      const accepts = filterOf(Filters);
      const found = candidates(Filters, context).filter(({ finding }) => accepts(finding));
      const page = pageOf(found, MaxResults, `GetFindings/${JSON.stringify(Filters)}`, NextToken);
      if (!page) throw invalidInput('Invalid NextToken');
      return {
        Findings: page.items.map(shownFinding),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  }),
};

/** Findings by Id are looked up; everything else goes over what the call may see. */
function candidates({ Id = [] }: AwsSecurityFindingFilters, context: CallContext) {
  if (Id.length === 0 || !Id.every(({ Comparison }) => Comparison === 'EQUALS')) return visibleFindings(context);
  const hub = hubOf(context);
  return [...new Set(Id.map(({ Value = '' }) => Value))]
    .flatMap((id) => findingsWithId(context.store, id))
    .filter((row) => isVisible(row, hub, context));
}

function filterOf(filters: AwsSecurityFindingFilters): (finding: AwsSecurityFinding) => boolean {
  const tests = Object.entries(filters).flatMap(([name, list]) => {
    if (!Array.isArray(list) || list.length === 0) return [];
    if (list.length > valuesPerFilter) throw invalidInput(`Filter ${name} has more than ${valuesPerFilter} values`);
    if (name === 'UserDefinedFields') return [mapTest(list as MapFilter[], ({ UserDefinedFields }) => UserDefinedFields ?? {})];
    if (name === 'ProductFields') return [mapTest(list as MapFilter[], ({ ProductFields }) => ProductFields ?? {})];
    if (Object.hasOwn(texts, name)) return [textTest(list as StringFilter[], texts[name]!)];
    if (Object.hasOwn(dates, name)) return [dateTest(list as DateFilter[], dates[name]!)];
    throw invalidInput(`The sandbox does not filter findings by ${name}.`);
  });
  return (finding) => tests.every((test) => test(finding));
}

type Test = (finding: AwsSecurityFinding) => boolean;

/** Values that say what must be are joined by OR, those that say what must not be by AND (API reference, StringFilter). */
function textTest(
  filters: readonly StringFilter[],
  read: (finding: AwsSecurityFinding) => readonly (string | undefined)[],
): Test {
  const wanted = filters.filter(({ Comparison }) => !/NOT_/.test(Comparison ?? ''));
  const unwanted = filters.filter(({ Comparison }) => /NOT_/.test(Comparison ?? ''));
  return (finding) => {
    const values = read(finding).filter((value) => value !== undefined);
    const holds = ({ Comparison, Value = '' }: StringFilter): boolean => {
      const kind = (Comparison ?? 'EQUALS').replace('NOT_', '');
      if (kind === 'PREFIX') return values.some((value) => value.startsWith(Value));
      if (kind === 'CONTAINS') return values.some((value) => value.includes(Value));
      if (kind === 'CONTAINS_WORD') return values.some((value) => value.split(/\W+/).includes(Value));
      return values.includes(Value);
    };
    return (wanted.length === 0 || wanted.some(holds)) && !unwanted.some(holds);
  };
}

function mapTest(filters: readonly MapFilter[], read: (finding: AwsSecurityFinding) => Record<string, string>): Test {
  return (finding) =>
    filters.some(({ Key = '', Value = '', Comparison = 'EQUALS' }) => {
      const own = Object.hasOwn(read(finding), Key) ? read(finding)[Key] : undefined;
      if (Comparison === 'CONTAINS') return own?.includes(Value) === true;
      if (Comparison === 'NOT_CONTAINS') return own?.includes(Value) !== true;
      return Comparison === 'NOT_EQUALS' ? own !== Value : own === Value;
    });
}

function dateTest(filters: readonly DateFilter[], read: (finding: AwsSecurityFinding) => string | undefined): Test {
  return (finding) =>
    filters.some(({ Start, End }) => {
      const at = Date.parse(read(finding) ?? '');
      return at >= Date.parse(Start ?? '1970-01-01') && at <= Date.parse(End ?? '9999-01-01');
    });
}
