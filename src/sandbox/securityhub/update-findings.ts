/**
 * BatchUpdateFindings: up to 100 findings a call, some of which may fail although the call answers 200; takes effect after a while, does
 * not change UpdatedAt, and the event "Findings - Imported" comes again.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html
 */
import type {
  AwsSecurityFinding,
  AwsSecurityFindingIdentifier,
  BatchUpdateFindingsCommandInput,
  BatchUpdateFindingsResponse,
  BatchUpdateFindingsUnprocessedFinding,
} from '@aws-sdk/client-securityhub';
import type { Json } from '../core/json.ts';
import { sample } from '../core/random.ts';
import { operation, type CallContext, type Duration, type OperationTable } from '../core/service.ts';
import { invalidInput, takeRequest } from './limits.ts';
import { hubPermissions } from './permissions.ts';
import { findingKey, findingTable } from './rows.ts';
import { emitImported, hubOf, isVisible } from './visibility.ts';

const findingsPerCall = 100;
/** 240 KB (API reference, BatchUpdateFindingsUnprocessedFinding). */
const findingSize = 240 * 1000;
/** "It can take several minutes"; the median is ours. */
const takesEffect: Duration = { median: 15_000, minimum: 1_000, maximum: 180_000 };

type Update = Omit<BatchUpdateFindingsCommandInput, 'FindingIdentifiers'>;

export const updateFindingsOperations: OperationTable = {
  BatchUpdateFindings: operation<BatchUpdateFindingsCommandInput, BatchUpdateFindingsResponse>({
    permissions: hubPermissions('BatchUpdateFindings', syntaxPaths),
    handle(input, context) {
      takeRequest('BatchUpdateFindings', context);
      const { FindingIdentifiers: identifiers = [], ...update } = input;
      if (identifiers.length === 0) throw invalidInput('Invalid parameter: FindingIdentifiers must not be empty');
      if (identifiers.length > findingsPerCall) {
        throw invalidInput(`Invalid parameter: FindingIdentifiers must have at most ${findingsPerCall} items`);
      }
      if (Object.keys(update).length === 0) throw invalidInput('Invalid parameter: there is nothing to update');
      const ProcessedFindings: AwsSecurityFindingIdentifier[] = [];
      const UnprocessedFindings: BatchUpdateFindingsUnprocessedFinding[] = [];
      const seen = new Set<string>();
      for (const FindingIdentifier of identifiers) {
        const key = findingKey(FindingIdentifier.ProductArn ?? '', FindingIdentifier.Id ?? '');
        const failure = failureOf(key, seen, update, context);
        seen.add(key);
        if (failure) UnprocessedFindings.push({ FindingIdentifier, ErrorCode: failure[0], ErrorMessage: failure[1] });
        else ProcessedFindings.push(FindingIdentifier);
      }
      if (ProcessedFindings.length > 0) {
        const duration = sample(context.settings.durations['securityhub/update'] ?? takesEffect, () => context.random());
        const keys = ProcessedFindings.map(({ ProductArn, Id }) => findingKey(ProductArn!, Id!));
        context.schedule(context.now + duration, 'securityhub/apply-update', { keys, update: update as unknown as Json });
      }
      return { ProcessedFindings, UnprocessedFindings };
    },
  }),
};

/** Condition keys by which a policy can restrict what is updated, e.g. `securityhub:ASFFSyntaxPath/Workflow.Status`. */
function syntaxPaths({ Workflow, Note, Severity, VerificationState }: BatchUpdateFindingsCommandInput): Record<string, string> {
  const paths = {
    'Workflow.Status': Workflow?.Status,
    'Note.Text': Note?.Text,
    'Note.UpdatedBy': Note?.UpdatedBy,
    'Severity.Label': Severity?.Label,
    VerificationState,
  };
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, value]) =>
      value === undefined ? [] : [[`securityhub:ASFFSyntaxPath/${path}`, value]],
    ),
  );
}

type Failure = readonly [code: string, message: string];

function failureOf(key: string, seen: ReadonlySet<string>, update: Update, context: CallContext): Failure | undefined {
  if (seen.has(key)) return ['DuplicatedFindingIdentifier', 'The request has this finding identifier more than once.'];
  const hub = hubOf(context);
  const row = findingTable(context).get(key);
  if (!row || !isVisible(row, hub, context)) return ['FindingNotFound', 'Finding Not Found'];
  const wrong = syntaxError(update);
  if (wrong) return ['InvalidInput', wrong];
  if (Buffer.byteLength(JSON.stringify(changed(row.finding, update, context.now))) > findingSize) {
    return ['FindingSizeExceeded', 'The finding size exceeds the maximum of 240 KB.'];
  }
  if (hub.partialFailures > 0 && context.random() < hub.partialFailures) {
    return context.random() < 0.5
      ? ['ConcurrentUpdateError', 'Another request attempted to update the finding while this request was being processed.']
      : ['InternalFailure', 'An internal service failure occurred when updating the finding.'];
  }
  return undefined;
}

/** Limits of the Security Finding Format (user guide, "Optional top-level attributes"). */
function syntaxError({ Note, UserDefinedFields }: Update): string | undefined {
  if (Note && ((Note.Text ?? '').length > 512 || (Note.Text ?? '') === '')) return 'Note.Text must have 1 to 512 characters.';
  if (Note && (Note.UpdatedBy ?? '') === '') return 'Note.UpdatedBy must not be empty.';
  const fields = Object.entries(UserDefinedFields ?? {});
  if (fields.length > 50) return 'UserDefinedFields has more than 50 pairs.';
  const tooLong = fields.find(([key, value]) => key.length > 128 || value.length > 1024 || key === '' || value === '');
  return tooLong ? `UserDefinedFields.${tooLong[0].slice(0, 128)} exceeds the length of keys (128) or values (1024).` : undefined;
}

/** UserDefinedFields replaces the earlier map as a whole. */
function changed(finding: AwsSecurityFinding, update: Update, now: number): AwsSecurityFinding {
  const { Note, Workflow, UserDefinedFields, Severity, VerificationState, Confidence, Criticality, Types } = update;
  return {
    ...finding,
    ...(Note ? { Note: { Text: Note.Text, UpdatedBy: Note.UpdatedBy, UpdatedAt: new Date(now).toISOString() } } : {}),
    ...(Workflow?.Status ? { Workflow: { Status: Workflow.Status }, WorkflowState: 'NEW' } : {}),
    ...(UserDefinedFields ? { UserDefinedFields } : {}),
    ...(Severity ? { Severity: { ...finding.Severity, ...Severity } } : {}),
    ...(VerificationState ? { VerificationState } : {}),
    ...(Confidence === undefined ? {} : { Confidence }),
    ...(Criticality === undefined ? {} : { Criticality }),
    ...(Types ? { Types } : {}),
  };
}

export const updateFindingsTimers = {
  'apply-update': (args: Json, context: CallContext): void => {
    const { keys, update } = args as unknown as { keys: string[]; update: Update };
    for (const key of keys) {
      const row = findingTable(context).get(key);
      if (!row) continue;
      const next = {
        ...row,
        finding: changed(row.finding, update, context.now),
        updates: row.updates + 1,
        updatedMembers: [...new Set([...row.updatedMembers, ...Object.keys(update)])],
      };
      findingTable(context).put(key, next);
      emitImported(next, context);
    }
  },
};
