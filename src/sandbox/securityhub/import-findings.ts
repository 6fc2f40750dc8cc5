/**
 * BatchImportFindings: products send new and changed findings.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
 */
import type {
  AwsSecurityFinding,
  BatchImportFindingsRequest,
  BatchImportFindingsResponse,
  ImportFindingsError,
} from '@aws-sdk/client-securityhub';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { invalidInput, takeRequest } from './limits.ts';
import { findingKey, findingTable, type FindingRow } from './rows.ts';
import { emitImported, hubOf } from './visibility.ts';

const findingsPerCall = 100;
const findingSize = 240 * 1000;
const requiredMembers = [
  'SchemaVersion',
  'Id',
  'ProductArn',
  'GeneratorId',
  'AwsAccountId',
  'CreatedAt',
  'UpdatedAt',
  'Title',
  'Description',
  'Resources',
] as const;
/** Members that only BatchUpdateFindings may set (API reference). */
const customersMembers = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow'] as const;

export const importFindingsOperations: OperationTable = {
  BatchImportFindings: operation<BatchImportFindingsRequest, BatchImportFindingsResponse>({
    permissions: ({ Findings = [] }) => [
      {
        action: 'securityhub:BatchImportFindings',
        resources: [...new Set(Findings.map(({ ProductArn }) => ProductArn ?? '*'))],
      },
    ],
    handle({ Findings = [] }, context) {
      takeRequest('BatchImportFindings', context);
      hubOf(context);
      if (Findings.length < 1 || Findings.length > findingsPerCall) {
        throw invalidInput(`Invalid parameter: Findings must have 1 to ${findingsPerCall} items`);
      }
      const FailedFindings: ImportFindingsError[] = [];
      for (const finding of Findings) {
        const wrong = problemOf(finding, context);
        if (wrong) FailedFindings.push({ Id: finding.Id ?? '', ErrorCode: wrong[0], ErrorMessage: wrong[1] });
        else importFinding(finding, context);
      }
      return { FailedCount: FailedFindings.length, SuccessCount: Findings.length - FailedFindings.length, FailedFindings };
    },
  }),
};

function problemOf(finding: AwsSecurityFinding, context: CallContext): readonly [code: string, message: string] | undefined {
  const missing = requiredMembers.find((name) => finding[name] === undefined);
  if (missing)
    return ['InvalidInput', `Finding does not adhere to Amazon Finding Format. data should have required property '${missing}'.`];
  if (finding.AwsAccountId !== context.account) {
    return ['AccessDenied', 'The account of the finding is not the account that imports it.'];
  }
  if (Buffer.byteLength(JSON.stringify(finding)) > findingSize) {
    return ['FindingSizeExceeded', 'The finding size exceeds the maximum of 240 KB.'];
  }
  const before = findingTable(context).get(findingKey(finding.ProductArn!, finding.Id!));
  if (before && Date.parse(finding.UpdatedAt!) < Date.parse(before.finding.UpdatedAt!)) {
    return ['InvalidInput', 'UpdatedAt is before that of the finding that is there.'];
  }
  return undefined;
}

/** Puts a finding: what customers' members a new one has are set by Security Hub, those of an old one stay. */
export function importFinding(finding: AwsSecurityFinding, context: CallContext): void {
  const key = findingKey(finding.ProductArn!, finding.Id!);
  const before = findingTable(context).get(key);
  const given = Object.fromEntries(
    Object.entries(finding).filter(([name]) => !(customersMembers as readonly string[]).includes(name)),
  ) as unknown as AwsSecurityFinding;
  const kept = Object.fromEntries(
    [...customersMembers, ...(before?.updatedMembers ?? [])].flatMap((name) => {
      const value = before?.finding[name as keyof AwsSecurityFinding];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const row: FindingRow = {
    account: finding.AwsAccountId!,
    region: finding.Region ?? context.region,
    finding: { RecordState: 'ACTIVE', Workflow: { Status: 'NEW' }, ...given, ...kept },
    updates: before?.updates ?? 0,
    updatedMembers: before?.updatedMembers ?? [],
  };
  findingTable(context).put(key, row);
  emitImported(row, context);
}
