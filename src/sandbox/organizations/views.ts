/** Rows in the shapes in which Organizations answers them. */
import type {
  Account,
  CreateAccountStatus,
  CreateAccountFailureReason,
  OrganizationalUnit,
  PolicySummary,
  Tag,
} from '@aws-sdk/client-organizations';
import type { AccountRow, CreateAccountStatusRow, HasTables, OrganizationalUnitRow, PolicyRow } from './rows.ts';
import { resourceTagsTable } from './rows.ts';
import { organizationPath, resourceArn } from './tree.ts';

/** `Status` is the older member: it knows no PENDING_ACTIVATION and no CLOSED (Account, API reference). */
const statusOfState = {
  PENDING_ACTIVATION: 'ACTIVE',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
  CLOSED: 'SUSPENDED',
} as const;

export function accountView(from: HasTables, row: AccountRow): Account {
  return {
    Id: row.id,
    Arn: resourceArn(from, row.id),
    Email: row.email,
    Name: row.name,
    Status: statusOfState[row.state],
    State: row.state,
    Paths: [`${organizationPath(from, row.id)}${row.id}/`],
    JoinedMethod: row.joinedMethod,
    JoinedTimestamp: new Date(row.joinedAt),
  };
}

export function organizationalUnitView(from: HasTables, row: OrganizationalUnitRow): OrganizationalUnit {
  return { Id: row.id, Arn: resourceArn(from, row.id), Name: row.name, Path: `${organizationPath(from, row.id)}${row.id}/` };
}

export function createAccountStatusView(row: CreateAccountStatusRow): CreateAccountStatus {
  return {
    Id: row.id,
    AccountName: row.accountName,
    State: row.state,
    RequestedTimestamp: new Date(row.requestedAt),
    ...(row.completedAt === undefined ? {} : { CompletedTimestamp: new Date(row.completedAt) }),
    ...(row.accountId === undefined ? {} : { AccountId: row.accountId }),
    ...(row.failureReason === undefined ? {} : { FailureReason: row.failureReason as CreateAccountFailureReason }),
  };
}

export function policySummaryView(from: HasTables, row: PolicyRow): PolicySummary {
  return {
    Id: row.id,
    Arn: resourceArn(from, row.id),
    Name: row.name,
    Description: row.description,
    Type: row.type,
    AwsManaged: row.awsManaged,
  };
}

export function tagsView(from: HasTables, resourceId: string): Tag[] {
  return (resourceTagsTable(from).get(resourceId)?.tags ?? []).map(({ key, value }) => ({ Key: key, Value: value }));
}
