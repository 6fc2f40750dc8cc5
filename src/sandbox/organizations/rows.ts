/**
 * Rows of the Organizations tables that other parts of the sandbox read: the evaluator of permissions (SCPs, aws:PrincipalOrgID) and
 * Control Tower. Table names are beside each type.
 */

/** `organizations/accounts`, key: account id. */
export interface AccountRow {
  readonly Id: string;
  readonly Arn: string;
  readonly Name: string;
  readonly Email: string;
  readonly Status: 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE';
  readonly JoinedMethod: 'INVITED' | 'CREATED';
  /** Virtual milliseconds. */
  readonly JoinedTimestamp: number;
  /** Root or organizational unit that holds the account. */
  readonly ParentId: string;
}

/** `organizations/organizational-units`, key: OU id. */
export interface OrganizationalUnitRow {
  readonly Id: string;
  readonly Arn: string;
  readonly Name: string;
  readonly ParentId: string;
}

/** `organizations/policies`, key: policy id. */
export interface PolicyRow {
  readonly Id: string;
  readonly Arn: string;
  readonly Name: string;
  readonly Description: string;
  readonly Type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY' | 'TAG_POLICY' | 'BACKUP_POLICY' | 'AISERVICES_OPT_OUT_POLICY';
  readonly AwsManaged: boolean;
  /** The document as JSON text. */
  readonly Content: string;
}

/** `organizations/attachments`, key: `<target id>/<policy id>`; the target is a root, an OU or an account. */
export interface AttachmentRow {
  readonly TargetId: string;
  readonly PolicyId: string;
}

/** `organizations/tags`, key: resource id. */
export interface TagsRow {
  readonly Tags: Readonly<Record<string, string>>;
}
