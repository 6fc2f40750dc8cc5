/** Baselines: registering OUs, what is enrolled, and how far an operation is. */
import type { CallContext, OperationTable } from '../core/service.ts';
import { organizationIndexes } from '../organizations/indexes.ts';
import { organizationalUnitTable } from '../organizations/rows.ts';
import { organization, resourceArn } from '../organizations/tree.ts';
import { baselineArn, baselines, enabledBaselineArn } from './arns.ts';
import { startBaselineOperation } from './baseline-operations.ts';
import { isRegistered, newEnabledBaselineId } from './managed-accounts.ts';
import {
  conflict,
  constraint,
  controlTowerOperation,
  controlTowerPage,
  nextToken,
  notFound,
  onResource,
  quotaExceeded,
  validation,
} from './operation.ts';
import type { EnabledBaselineRow } from './rows.ts';
import { baselineOperationTable, controlTowerIndexes, enabledBaselineTable } from './rows.ts';
import { idle } from './slots.ts';
import type {
  BaselineOperationOutput,
  EnableBaselineInput,
  EnabledBaselineInput,
  EnabledBaselineSummary,
  ListBaselinesOutput,
  ListEnabledBaselinesInput,
  ListEnabledBaselinesOutput,
  OperationInput,
  OperationOutput,
  OperationWithArnOutput,
  PagedInput,
  UpdateEnabledBaselineInput,
} from './types.ts';

/** Accounts that an OU may hold directly to be registered (Control Tower user guide, quotas). */
const registrationLimit = 300;
const versions = ['1.0', '2.0', '3.0', '4.0', '5.0'];

function enabledBaselineView(context: CallContext, row: EnabledBaselineRow): EnabledBaselineSummary {
  const parent = row.parentId === undefined ? undefined : enabledBaselineTable(context).get(row.parentId);
  return {
    arn: enabledBaselineArn(context, row.id),
    baselineIdentifier: baselineArn(context, 'AWSControlTowerBaseline'),
    baselineVersion: row.version,
    targetIdentifier: resourceArn(context, row.targetId),
    ...(parent ? { parentIdentifier: enabledBaselineArn(context, parent.id) } : {}),
    driftStatusSummary: { types: { inheritance: { status: row.drifted ? 'DRIFTED' : 'IN_SYNC' } } },
    statusSummary: {
      status: row.status,
      ...(row.lastOperationId === undefined ? {} : { lastOperationIdentifier: row.lastOperationId }),
    },
  };
}

const listBaselines = controlTowerOperation<PagedInput, ListBaselinesOutput>({
  constraints: { maxResults: { min: 4, max: 100 } },
  handle: (_input, context) => ({
    baselines: (Object.keys(baselines) as (keyof typeof baselines)[]).map((name) => ({
      arn: baselineArn(context, name),
      name,
      description: baselines[name].description,
    })),
  }),
});

const listEnabledBaselines = controlTowerOperation<ListEnabledBaselinesInput, ListEnabledBaselinesOutput>({
  constraints: { maxResults: { min: 5, max: 100 } },
  handle: (input, context) => {
    const { filter = {}, includeChildren = false } = input;
    const table = enabledBaselineTable(context);
    const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
    const rows = filter.targetIdentifiers
      ? filter.targetIdentifiers.flatMap((arn) => table.get(lastPart(arn)) ?? [])
      : filter.statuses?.length === 1
        ? [...controlTowerIndexes(context.store).baselinesIn(filter.statuses[0] as EnabledBaselineRow['status'])]
            .sort()
            .flatMap((id) => table.get(id) ?? [])
        : [...table.values()];
    const baseline = baselineArn(context, 'AWSControlTowerBaseline');
    const parents = filter.parentIdentifiers?.map(lastPart);
    const found = rows.filter((row) => {
      if (!includeChildren && row.parentId !== undefined) return false;
      if (filter.baselineIdentifiers && !filter.baselineIdentifiers.includes(baseline)) return false;
      if (filter.statuses && !filter.statuses.includes(row.status)) return false;
      if (filter.inheritanceDriftStatuses && !filter.inheritanceDriftStatuses.includes(row.drifted ? 'DRIFTED' : 'IN_SYNC'))
        return false;
      return !parents || (row.parentId !== undefined && parents.includes(table.get(row.parentId)?.id ?? ''));
    });
    const page = controlTowerPage(found, `ListEnabledBaselines/${JSON.stringify([filter, includeChildren])}`, input, 100);
    return { enabledBaselines: page.items.map((row) => enabledBaselineView(context, row)), ...nextToken(page) };
  },
});

/** The enabled baseline of that ARN. Throws ResourceNotFoundException. */
function requireEnabledBaseline(context: CallContext, arn: string | undefined): EnabledBaselineRow {
  for (const row of enabledBaselineTable(context).values()) if (enabledBaselineArn(context, row.id) === arn) return row;
  throw notFound(`AWS Control Tower could not find the enabled baseline ${arn}.`);
}

function refuseWhileBusy(context: CallContext): void {
  if (!idle(context)) {
    throw conflict(
      'AWS Control Tower cannot perform this operation, because another AWS Control Tower operation is in progress. Try again later.',
    );
  }
}

const enableBaseline = controlTowerOperation<EnableBaselineInput, OperationWithArnOutput>({
  constraints: {
    baselineIdentifier: constraint.arn,
    baselineVersion: { required: true, min: 1, max: 10, pattern: '\\d+(?:\\.\\d+){0,2}' },
    targetIdentifier: constraint.arn,
  },
  permissions: ({ baselineIdentifier }) => onResource('EnableBaseline', baselineIdentifier),
  handle: (input, context) => {
    const version = input.baselineVersion!;
    if (input.baselineIdentifier !== baselineArn(context, 'AWSControlTowerBaseline')) {
      throw notFound(`AWS Control Tower could not find the baseline ${input.baselineIdentifier}.`);
    }
    if (!versions.includes(version)) throw validation(`The baseline version ${version} does not exist.`);
    const targetId = input.targetIdentifier!.slice(input.targetIdentifier!.lastIndexOf('/') + 1);
    const unit = organizationalUnitTable(context).get(targetId);
    if (!unit || resourceArn(context, targetId) !== input.targetIdentifier) {
      throw notFound(`AWS Control Tower could not find the organizational unit ${input.targetIdentifier}.`);
    }
    if (isRegistered(context, targetId)) throw conflict('The baseline is already enabled on the target.');
    if (unit.parentId !== organization(context).rootId && !isRegistered(context, unit.parentId)) {
      throw validation('The parent organizational unit is not registered with AWS Control Tower.');
    }
    if (organizationIndexes(context.store).accountsOf(targetId).size > registrationLimit) {
      throw quotaExceeded(`The organizational unit has more than ${registrationLimit} accounts.`);
    }
    refuseWhileBusy(context);
    const row: EnabledBaselineRow = {
      targetId,
      id: newEnabledBaselineId(context),
      version,
      status: 'UNDER_CHANGE',
      drifted: false,
    };
    const operationIdentifier = startBaselineOperation(context, 'ENABLE_BASELINE', row);
    return { operationIdentifier, arn: enabledBaselineArn(context, row.id) };
  },
});

/** An operation on a registered OU's enabled baseline: accounts inherit theirs and take none. */
function onEnabledBaseline(context: CallContext, { enabledBaselineIdentifier }: EnabledBaselineInput): EnabledBaselineRow {
  const row = requireEnabledBaseline(context, enabledBaselineIdentifier);
  if (row.parentId !== undefined) throw validation('The operation is not supported on a baseline that an account inherits.');
  refuseWhileBusy(context);
  return row;
}

const resetEnabledBaseline = controlTowerOperation<EnabledBaselineInput, OperationOutput>({
  constraints: { enabledBaselineIdentifier: constraint.arn },
  permissions: ({ enabledBaselineIdentifier }) => onResource('ResetEnabledBaseline', enabledBaselineIdentifier),
  handle: (input, context) => ({
    operationIdentifier: startBaselineOperation(context, 'RESET_ENABLED_BASELINE', onEnabledBaseline(context, input)),
  }),
});

const updateEnabledBaseline = controlTowerOperation<UpdateEnabledBaselineInput, OperationOutput>({
  constraints: { enabledBaselineIdentifier: constraint.arn, baselineVersion: { required: true, min: 1, max: 10 } },
  permissions: ({ enabledBaselineIdentifier }) => onResource('UpdateEnabledBaseline', enabledBaselineIdentifier),
  handle: (input, context) => {
    const version = input.baselineVersion!;
    if (!versions.includes(version)) throw validation(`The baseline version ${version} does not exist.`);
    const row = { ...onEnabledBaseline(context, input), version };
    return { operationIdentifier: startBaselineOperation(context, 'UPDATE_ENABLED_BASELINE', row) };
  },
});

const disableBaseline = controlTowerOperation<EnabledBaselineInput, OperationOutput>({
  constraints: { enabledBaselineIdentifier: constraint.arn },
  permissions: ({ enabledBaselineIdentifier }) => onResource('DisableBaseline', enabledBaselineIdentifier),
  handle: (input, context) => ({
    operationIdentifier: startBaselineOperation(context, 'DISABLE_BASELINE', onEnabledBaseline(context, input)),
  }),
});

const getEnabledBaseline = controlTowerOperation<EnabledBaselineInput, { enabledBaselineDetails: EnabledBaselineSummary }>({
  constraints: { enabledBaselineIdentifier: constraint.arn },
  permissions: ({ enabledBaselineIdentifier }) => onResource('GetEnabledBaseline', enabledBaselineIdentifier),
  handle: ({ enabledBaselineIdentifier }, context) => ({
    enabledBaselineDetails: enabledBaselineView(context, requireEnabledBaseline(context, enabledBaselineIdentifier)),
  }),
});

const getBaselineOperation = controlTowerOperation<OperationInput, BaselineOperationOutput>({
  constraints: { operationIdentifier: constraint.operationIdentifier },
  handle: ({ operationIdentifier }, context) => {
    const row = baselineOperationTable(context).get(operationIdentifier!);
    if (!row) throw notFound(`AWS Control Tower could not find the operation ${operationIdentifier}.`);
    return {
      baselineOperation: {
        operationIdentifier: row.id,
        operationType: row.type,
        status: row.status,
        startTime: new Date(row.startedAt),
        ...(row.endedAt === undefined ? {} : { endTime: new Date(row.endedAt) }),
        ...(row.statusMessage === undefined ? {} : { statusMessage: row.statusMessage }),
      },
    };
  },
});

export const baselineOperations: OperationTable = {
  ListBaselines: listBaselines,
  ListEnabledBaselines: listEnabledBaselines,
  EnableBaseline: enableBaseline,
  ResetEnabledBaseline: resetEnabledBaseline,
  UpdateEnabledBaseline: updateEnabledBaseline,
  DisableBaseline: disableBaseline,
  GetEnabledBaseline: getEnabledBaseline,
  GetBaselineOperation: getBaselineOperation,
};
