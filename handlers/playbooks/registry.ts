/** Every playbook, in alphabetical order. */
import { cloudtrailLogValidation } from './cloudtrail-log-validation.ts';
import { defaultSecurityGroup } from './default-security-group.ts';
import { ebsDefaultEncryption } from './ebs-default-encryption.ts';
import { ebsPublicSnapshot } from './ebs-public-snapshot.ts';
import { iamPasswordPolicy } from './iam-password-policy.ts';
import { iamUnusedAccessKey } from './iam-unused-access-key.ts';
import { kmsKeyRotation } from './kms-key-rotation.ts';
import type { Playbook } from './playbook.ts';
import { rdsPublicInstance } from './rds-public-instance.ts';
import { rdsPublicSnapshot } from './rds-public-snapshot.ts';
import { s3AccountPublicAccessBlock } from './s3-account-public-access-block.ts';
import { s3BucketPublicAccessBlock } from './s3-bucket-public-access-block.ts';
import { s3TlsOnly } from './s3-tls-only.ts';
import { securityGroupAdminPorts } from './security-group-admin-ports.ts';
import { vpcFlowLogs } from './vpc-flow-logs.ts';

export const playbooks: readonly Playbook[] = [
  cloudtrailLogValidation,
  defaultSecurityGroup,
  ebsDefaultEncryption,
  ebsPublicSnapshot,
  iamPasswordPolicy,
  iamUnusedAccessKey,
  kmsKeyRotation,
  rdsPublicInstance,
  rdsPublicSnapshot,
  s3AccountPublicAccessBlock,
  s3BucketPublicAccessBlock,
  s3TlsOnly,
  securityGroupAdminPorts,
  vpcFlowLogs,
];

export const findPlaybook = (name: string): Playbook | undefined => playbooks.find((playbook) => playbook.name === name);
