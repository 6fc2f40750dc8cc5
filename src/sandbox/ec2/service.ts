/** Amazon EC2: security groups, flow logs, snapshots and EBS encryption, which findings are about. No instances. */
import { defineService } from '../core/service.ts';
import { flowLogOperations } from './flow-logs.ts';
import { securityGroupOperations } from './security-groups.ts';
import { volumeOperations } from './volumes.ts';

export const ec2 = defineService({
  name: 'ec2',
  iamPrefix: 'ec2',
  operations: { ...securityGroupOperations, ...flowLogOperations, ...volumeOperations },
});
