/** Every type of resource that can be instantiated. A type that is not here is an error, never skipped. */
import type { ResourceType } from '../resource-type.ts';
import { cloudwatch } from './cloudwatch.ts';
import { dynamodb } from './dynamodb.ts';
import { events } from './events.ts';
import { iam } from './iam.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { s3 } from './s3.ts';
import { scheduler } from './scheduler.ts';
import { securityHub } from './security-hub.ts';
import { serviceCatalog } from './service-catalog.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { stepFunctions } from './step-functions.ts';

export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [cloudwatch, dynamodb, events, iam, lambda, logs, s3, scheduler, securityHub, serviceCatalog, sns, sqs, stepFunctions].flatMap(
    (types) => Object.entries(types),
  ),
);
