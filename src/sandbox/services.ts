/** Every simulated service, one line each, in alphabetical order of their folders. */
import type { Service } from './core/service.ts';
import { account } from './account/service.ts';
import { cloudformation } from './cloudformation/service.ts';
import { cloudtrail } from './cloudtrail/service.ts';
import { cloudwatch } from './cloudwatch/service.ts';
import { config } from './config/service.ts';
import { controlTower } from './control-tower/service.ts';
import { dns } from './dns/service.ts';
import { dynamodb } from './dynamodb/service.ts';
import { ec2 } from './ec2/service.ts';
import { events } from './events/service.ts';
import { iam } from './iam/service.ts';
import { identityStore } from './identity-store/service.ts';
import { kms } from './kms/service.ts';
import { lambda } from './lambda/service.ts';
import { logs } from './logs/service.ts';
import { organizations } from './organizations/service.ts';
import { route53 } from './route53/service.ts';
import { recoveryCluster } from './route53-recovery-cluster/service.ts';
import { recoveryControlConfig } from './route53-recovery-control-config/service.ts';
import { rds } from './rds/service.ts';
import { s3Control } from './s3-control/service.ts';
import { s3 } from './s3/service.ts';
import { scheduler } from './scheduler/service.ts';
import { securityHub } from './securityhub/service.ts';
import { serviceCatalog } from './service-catalog/service.ts';
import { serviceQuotas } from './service-quotas/service.ts';
import { sns } from './sns/service.ts';
import { sqs } from './sqs/service.ts';
import { ssoAdmin } from './sso-admin/service.ts';
import { sts } from './sts/service.ts';

export const services: readonly Service[] = [
  account,
  cloudformation,
  cloudtrail,
  cloudwatch,
  config,
  controlTower,
  dns,
  dynamodb,
  ec2,
  events,
  iam,
  identityStore,
  kms,
  lambda,
  logs,
  organizations,
  route53,
  recoveryCluster,
  recoveryControlConfig,
  rds,
  s3,
  s3Control,
  scheduler,
  securityHub,
  serviceCatalog,
  serviceQuotas,
  sns,
  sqs,
  ssoAdmin,
  sts,
];
