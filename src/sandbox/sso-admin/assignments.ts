/** Account assignments: who has which permission set on which account. */
import type {
  AccountAssignmentOperationStatus,
  AccountAssignmentOperationStatusMetadata,
  CreateAccountAssignmentRequest,
  CreateAccountAssignmentResponse,
  DeleteAccountAssignmentRequest,
  DeleteAccountAssignmentResponse,
  DescribeAccountAssignmentCreationStatusRequest,
  DescribeAccountAssignmentCreationStatusResponse,
  DescribeAccountAssignmentDeletionStatusRequest,
  DescribeAccountAssignmentDeletionStatusResponse,
  ListAccountAssignmentCreationStatusRequest,
  ListAccountAssignmentCreationStatusResponse,
  ListAccountAssignmentDeletionStatusRequest,
  ListAccountAssignmentDeletionStatusResponse,
  ListAccountAssignmentsForPrincipalRequest,
  ListAccountAssignmentsForPrincipalResponse,
  ListAccountAssignmentsRequest,
  ListAccountAssignmentsResponse,
} from '@aws-sdk/client-sso-admin';
import type { CallContext, OperationTable } from '../core/service.ts';
import {
  accountArn,
  constraint,
  instanceOperation,
  nextToken,
  onArns,
  permissionSetArn,
  requirePermissionSet,
  resourceNotFound,
  ssoPage,
  validationError,
} from './operation.ts';
import { accept, principalsOf } from './requests.ts';
import type { InstanceRow, RequestKind, RequestRow } from './rows.ts';
import { accountAssignmentTable, identityCenterIndexes, requestTable } from './rows.ts';

function statusView(instance: InstanceRow, row: RequestRow): AccountAssignmentOperationStatus {
  return {
    Status: row.status,
    RequestId: row.id,
    ...(row.failureReason === undefined ? {} : { FailureReason: row.failureReason }),
    TargetId: row.accountId,
    TargetType: 'AWS_ACCOUNT',
    PermissionSetArn: permissionSetArn(instance, row.permissionSetId),
    PrincipalType: row.principalType,
    PrincipalId: row.principalId,
    CreatedDate: new Date(row.createdAt),
  };
}

const assignmentConstraints = {
  TargetId: constraint.accountId,
  TargetType: { required: true, oneOf: ['AWS_ACCOUNT'] },
  PermissionSetArn: constraint.permissionSetArn,
  PrincipalType: constraint.principalType,
  PrincipalId: constraint.principalId,
} as const;

type AssignmentInput = CreateAccountAssignmentRequest;

/** The three resources of creating and deleting an assignment (service authorization reference). */
function onAssignment(action: string) {
  return ({ InstanceArn, PermissionSetArn, TargetId }: AssignmentInput) =>
    onArns(action, InstanceArn, PermissionSetArn, TargetId === undefined ? undefined : accountArn(TargetId));
}

function acceptAssignment(
  context: CallContext,
  instance: InstanceRow,
  kind: 'create-assignment' | 'delete-assignment',
  { PermissionSetArn, TargetId, PrincipalType, PrincipalId }: AssignmentInput,
): AccountAssignmentOperationStatus {
  const { id } = requirePermissionSet(context, instance, PermissionSetArn);
  const principal = { principalType: PrincipalType!, principalId: PrincipalId! };
  const request = accept(context, { kind, permissionSetId: id, accountId: TargetId!, ...principal });
  return statusView(instance, request);
}

const createAccountAssignment = instanceOperation<CreateAccountAssignmentRequest, CreateAccountAssignmentResponse>({
  constraints: assignmentConstraints,
  permissions: onAssignment('CreateAccountAssignment'),
  handle: (input, context, instance) => ({
    AccountAssignmentCreationStatus: acceptAssignment(context, instance, 'create-assignment', input),
  }),
});

const deleteAccountAssignment = instanceOperation<DeleteAccountAssignmentRequest, DeleteAccountAssignmentResponse>({
  constraints: assignmentConstraints,
  permissions: onAssignment('DeleteAccountAssignment'),
  handle: (input, context, instance) => ({
    AccountAssignmentDeletionStatus: acceptAssignment(context, instance, 'delete-assignment', input),
  }),
});

function requireRequest(context: CallContext, kind: RequestKind, id: string | undefined): RequestRow {
  const row = requestTable(context).get(id!);
  if (row?.kind !== kind) throw resourceNotFound(`Could not find request with id ${id}`);
  return row;
}

const describeCreationStatus = instanceOperation<
  DescribeAccountAssignmentCreationStatusRequest,
  DescribeAccountAssignmentCreationStatusResponse
>({
  constraints: { AccountAssignmentCreationRequestId: constraint.requestId },
  permissions: ({ InstanceArn }) => onArns('DescribeAccountAssignmentCreationStatus', InstanceArn),
  handle: ({ AccountAssignmentCreationRequestId: id }, context, instance) => ({
    AccountAssignmentCreationStatus: statusView(instance, requireRequest(context, 'create-assignment', id)),
  }),
});

const describeDeletionStatus = instanceOperation<
  DescribeAccountAssignmentDeletionStatusRequest,
  DescribeAccountAssignmentDeletionStatusResponse
>({
  constraints: { AccountAssignmentDeletionRequestId: constraint.requestId },
  permissions: ({ InstanceArn }) => onArns('DescribeAccountAssignmentDeletionStatus', InstanceArn),
  handle: ({ AccountAssignmentDeletionRequestId: id }, context, instance) => ({
    AccountAssignmentDeletionStatus: statusView(instance, requireRequest(context, 'delete-assignment', id)),
  }),
});

/** A page of requests of one kind, the newest first. */
function requestPage(context: CallContext, kind: RequestKind, input: ListAccountAssignmentCreationStatusRequest) {
  const wanted = input.Filter?.Status;
  const rows = [...identityCenterIndexes(context.store).requests(kind)].map((id) => requestTable(context).get(id)!).reverse();
  const found = wanted === undefined ? rows : rows.filter(({ status }) => status === wanted);
  return ssoPage(found, `requests/${kind}/${wanted ?? ''}`, input);
}

function metadata(row: RequestRow): AccountAssignmentOperationStatusMetadata {
  return { RequestId: row.id, Status: row.status, CreatedDate: new Date(row.createdAt) };
}

const listCreationStatus = instanceOperation<
  ListAccountAssignmentCreationStatusRequest,
  ListAccountAssignmentCreationStatusResponse
>({
  constraints: { MaxResults: constraint.maxResults },
  permissions: ({ InstanceArn }) => onArns('ListAccountAssignmentCreationStatus', InstanceArn),
  handle: (input, context) => {
    const page = requestPage(context, 'create-assignment', input);
    return { AccountAssignmentsCreationStatus: page.items.map(metadata), ...nextToken(page) };
  },
});

const listDeletionStatus = instanceOperation<
  ListAccountAssignmentDeletionStatusRequest,
  ListAccountAssignmentDeletionStatusResponse
>({
  constraints: { MaxResults: constraint.maxResults },
  permissions: ({ InstanceArn }) => onArns('ListAccountAssignmentDeletionStatus', InstanceArn),
  handle: (input, context) => {
    const page = requestPage(context, 'delete-assignment', input);
    return { AccountAssignmentsDeletionStatus: page.items.map(metadata), ...nextToken(page) };
  },
});

const listAccountAssignments = instanceOperation<ListAccountAssignmentsRequest, ListAccountAssignmentsResponse>({
  constraints: {
    AccountId: constraint.accountId,
    PermissionSetArn: constraint.permissionSetArn,
    MaxResults: constraint.maxResults,
  },
  permissions: ({ InstanceArn, AccountId, PermissionSetArn }) =>
    onArns('ListAccountAssignments', InstanceArn, PermissionSetArn, AccountId === undefined ? undefined : accountArn(AccountId)),
  handle: (input, context, instance) => {
    const set = requirePermissionSet(context, instance, input.PermissionSetArn);
    const keys = [...identityCenterIndexes(context.store).assignmentsOn(input.AccountId!, set.id)];
    const page = ssoPage(keys, `ListAccountAssignments/${input.AccountId}/${set.id}`, input);
    return {
      AccountAssignments: page.items.map((key) => {
        const row = accountAssignmentTable(context).get(key)!;
        return {
          AccountId: row.accountId,
          PermissionSetArn: input.PermissionSetArn,
          PrincipalType: row.principalType,
          PrincipalId: row.principalId,
        };
      }),
      ...nextToken(page),
    };
  },
});

const listAccountAssignmentsForPrincipal = instanceOperation<
  ListAccountAssignmentsForPrincipalRequest,
  ListAccountAssignmentsForPrincipalResponse
>({
  constraints: {
    PrincipalId: constraint.principalId,
    PrincipalType: constraint.principalType,
    MaxResults: constraint.maxResults,
  },
  permissions: ({ InstanceArn }) => onArns('ListAccountAssignmentsForPrincipal', InstanceArn),
  handle: (input, context, instance) => {
    const accountId = input.Filter?.AccountId;
    if (context.account !== context.settings.managementAccount) {
      throw validationError('ListAccountAssignmentsForPrincipal can be called from the management account only.');
    }
    const indexes = identityCenterIndexes(context.store);
    const rows = principalsOf(context, input.PrincipalType!, input.PrincipalId!)
      .flatMap(([type, id]) => [...indexes.assignmentsOfPrincipal(type, id)])
      .map((key) => accountAssignmentTable(context).get(key)!)
      .filter((row) => accountId === undefined || row.accountId === accountId);
    const page = ssoPage(
      rows,
      `ListAccountAssignmentsForPrincipal/${input.PrincipalType}/${input.PrincipalId}/${accountId ?? ''}`,
      input,
    );
    return {
      AccountAssignments: page.items.map((row) => ({
        AccountId: row.accountId,
        PermissionSetArn: permissionSetArn(instance, row.permissionSetId),
        PrincipalType: row.principalType,
        PrincipalId: row.principalId,
      })),
      ...nextToken(page),
    };
  },
});

export const assignmentOperations: OperationTable = {
  CreateAccountAssignment: createAccountAssignment,
  DeleteAccountAssignment: deleteAccountAssignment,
  DescribeAccountAssignmentCreationStatus: describeCreationStatus,
  DescribeAccountAssignmentDeletionStatus: describeDeletionStatus,
  ListAccountAssignmentCreationStatus: listCreationStatus,
  ListAccountAssignmentDeletionStatus: listDeletionStatus,
  ListAccountAssignments: listAccountAssignments,
  ListAccountAssignmentsForPrincipal: listAccountAssignmentsForPrincipal,
};
