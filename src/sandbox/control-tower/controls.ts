/** Controls (guardrails) on registered OUs. */
import type { Json } from '../core/json.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { organizationalUnitTable } from '../organizations/rows.ts';
import { resourceArn } from '../organizations/tree.ts';
import { enabledControlArn } from './arns.ts';
import { controlTowerDuration } from './durations.ts';
import { isRegistered } from './managed-accounts.ts';
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
import type { ControlOperationRow, EnabledControlRow } from './rows.ts';
import { controlOperationTable, controlTowerIndexes, enabledControlTable } from './rows.ts';
import type {
  ControlInput,
  ControlOperationOutput,
  DisableControlInput,
  EnabledControlSummary,
  ListEnabledControlsInput,
  ListEnabledControlsOutput,
  OperationInput,
  OperationOutput,
  OperationWithArnOutput,
} from './types.ts';

/** Control operations at a time (Control Tower user guide, quotas). */
const concurrentControls = 100;

function requireTarget(context: CallContext, arn: string | undefined): string {
  const id = arn!.slice(arn!.lastIndexOf('/') + 1);
  if (!organizationalUnitTable(context).has(id) || resourceArn(context, id) !== arn) {
    throw notFound(`AWS Control Tower could not find the organizational unit ${arn}.`);
  }
  if (!isRegistered(context, id)) throw validation('The organizational unit is not registered with AWS Control Tower.');
  return id;
}

function find(context: CallContext, targetId: string, controlIdentifier: string | undefined): EnabledControlRow | undefined {
  return [...controlTowerIndexes(context.store).controlsOn(targetId)]
    .map((id) => enabledControlTable(context).get(id)!)
    .find((row) => row.controlIdentifier === controlIdentifier);
}

function startOperation(
  context: CallContext,
  type: ControlOperationRow['type'],
  control: Omit<EnabledControlRow, 'lastOperationId' | 'status'>,
): string {
  if (controlTowerIndexes(context.store).runningControlOperations().size >= concurrentControls) {
    throw quotaExceeded(`You have reached the limit of ${concurrentControls} concurrent control operations.`);
  }
  const id = context.uuid();
  const { controlIdentifier, targetId } = control;
  controlOperationTable(context).put(id, {
    id,
    type,
    enabledControlId: control.id,
    controlIdentifier,
    targetId,
    status: 'IN_PROGRESS',
    startedAt: context.now,
  });
  enabledControlTable(context).put(control.id, { ...control, status: 'UNDER_CHANGE', lastOperationId: id });
  context.schedule(context.now + controlTowerDuration(context, 'controltower/control'), 'controltower/finish-control', { id });
  return id;
}

function finishControl(args: Json, context: CallContext): void {
  const { id } = args as { id: string };
  const operation = controlOperationTable(context).get(id);
  const control = operation && enabledControlTable(context).get(operation.enabledControlId);
  if (!operation || !control) throw new Error(`controltower: control operation ${id} or its control is gone while it runs`);
  controlOperationTable(context).put(id, { ...operation, status: 'SUCCEEDED', endedAt: context.now });
  if (operation.type === 'DISABLE_CONTROL') enabledControlTable(context).delete(control.id);
  else enabledControlTable(context).put(control.id, { ...control, status: 'SUCCEEDED' });
}

const enableControl = controlTowerOperation<ControlInput, OperationWithArnOutput>({
  constraints: { controlIdentifier: constraint.arn, targetIdentifier: constraint.arn },
  permissions: (_input, context) => onResource('EnableControl', enabledControlArn(context, '*')),
  handle: ({ controlIdentifier, targetIdentifier }, context) => {
    const targetId = requireTarget(context, targetIdentifier);
    if (!/^arn:aws:(controltower|controlcatalog):/.test(controlIdentifier!)) {
      throw notFound(`AWS Control Tower could not find the control ${controlIdentifier}.`);
    }
    if (find(context, targetId, controlIdentifier)) throw conflict('The control is already enabled on the organizational unit.');
    const id = context.id(16, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const operationIdentifier = startOperation(context, 'ENABLE_CONTROL', {
      id,
      controlIdentifier: controlIdentifier!,
      targetId,
    });
    return { operationIdentifier, arn: enabledControlArn(context, id) };
  },
});

const disableControl = controlTowerOperation<DisableControlInput, OperationOutput>({
  permissions: (_input, context) => onResource('DisableControl', enabledControlArn(context, '*')),
  handle: ({ controlIdentifier, targetIdentifier, enabledControlIdentifier }, context) => {
    const byArn = enabledControlIdentifier?.slice(enabledControlIdentifier.lastIndexOf('/') + 1);
    if (byArn === undefined && (controlIdentifier === undefined || targetIdentifier === undefined)) {
      throw validation('Provide the enabledControlIdentifier, or both the controlIdentifier and the targetIdentifier.');
    }
    const control =
      byArn === undefined
        ? find(context, requireTarget(context, targetIdentifier), controlIdentifier)
        : enabledControlTable(context).get(byArn);
    if (!control) throw notFound('AWS Control Tower could not find the enabled control.');
    if (control.status === 'UNDER_CHANGE') throw conflict('Another operation on this control is in progress. Try again later.');
    return { operationIdentifier: startOperation(context, 'DISABLE_CONTROL', control) };
  },
});

const getControlOperation = controlTowerOperation<OperationInput, ControlOperationOutput>({
  constraints: { operationIdentifier: constraint.operationIdentifier },
  handle: ({ operationIdentifier }, context) => {
    const row = controlOperationTable(context).get(operationIdentifier!);
    if (!row) throw notFound(`AWS Control Tower could not find the operation ${operationIdentifier}.`);
    return {
      controlOperation: {
        operationIdentifier: row.id,
        operationType: row.type,
        status: row.status,
        startTime: new Date(row.startedAt),
        ...(row.endedAt === undefined ? {} : { endTime: new Date(row.endedAt) }),
        ...(row.statusMessage === undefined ? {} : { statusMessage: row.statusMessage }),
        controlIdentifier: row.controlIdentifier,
        targetIdentifier: resourceArn(context, row.targetId),
        enabledControlIdentifier: enabledControlArn(context, row.enabledControlId),
      },
    };
  },
});

const listEnabledControls = controlTowerOperation<ListEnabledControlsInput, ListEnabledControlsOutput>({
  constraints: { maxResults: { min: 1, max: 200 } },
  handle: (input, context) => {
    const { filter = {}, targetIdentifier } = input;
    const table = enabledControlTable(context);
    const rows =
      targetIdentifier === undefined
        ? [...table.values()]
        : [...controlTowerIndexes(context.store).controlsOn(requireTarget(context, targetIdentifier))].map((id) =>
            table.get(id)!,
          );
    const found = rows.filter(
      (row) =>
        (filter.controlIdentifiers?.includes(row.controlIdentifier) ?? true) && (filter.statuses?.includes(row.status) ?? true),
    );
    const page = controlTowerPage(found, `ListEnabledControls/${targetIdentifier ?? ''}/${JSON.stringify(filter)}`, input, 200);
    return { enabledControls: page.items.map((row) => enabledControlView(context, row)), ...nextToken(page) };
  },
});

function enabledControlView(context: CallContext, row: EnabledControlRow): EnabledControlSummary {
  return {
    arn: enabledControlArn(context, row.id),
    controlIdentifier: row.controlIdentifier,
    targetIdentifier: resourceArn(context, row.targetId),
    statusSummary: { status: row.status, lastOperationIdentifier: row.lastOperationId },
    driftStatusSummary: { driftStatus: 'IN_SYNC' },
  };
}

export const controlOperations: OperationTable = {
  EnableControl: enableControl,
  DisableControl: disableControl,
  GetControlOperation: getControlOperation,
  ListEnabledControls: listEnabledControls,
};

/** Timers of control operations. */
export const controlTimers = { 'finish-control': finishControl };
