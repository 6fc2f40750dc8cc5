import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { SFNClient, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { GetHostedZoneCountCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsErrorName } from '../shared/errors.ts';
import { memberClient } from '../shared/clients.ts';
import type { FaultAsked } from './fault-policy.ts';

interface Place {
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** Calls that cost nothing, change nothing and show whether a service answers. The role drill-probe may make each of them. */
export const probeCalls: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
  'cloudwatch:DescribeAlarms': (place) =>
    memberClient(CloudWatchClient, place).send(new DescribeAlarmsCommand({ MaxRecords: 1 })),
  'dynamodb:ListTables': (place) => memberClient(DynamoDBClient, place).send(new ListTablesCommand({ Limit: 1 })),
  'iam:ListAccountAliases': (place) => memberClient(IAMClient, place).send(new ListAccountAliasesCommand({})),
  'lambda:ListFunctions': (place) => memberClient(LambdaClient, place).send(new ListFunctionsCommand({ MaxItems: 1 })),
  'route53:GetHostedZoneCount': (place) => memberClient(Route53Client, place).send(new GetHostedZoneCountCommand({})),
  'sns:ListTopics': (place) => memberClient(SNSClient, place).send(new ListTopicsCommand({})),
  'sqs:ListQueues': (place) => memberClient(SQSClient, place).send(new ListQueuesCommand({ MaxResults: 1 })),
  'states:ListStateMachines': (place) => memberClient(SFNClient, place).send(new ListStateMachinesCommand({ maxResults: 1 })),
};

/** The calls that a mode must deny; several services, because they word denials differently. */
export function probesOf({ mode, services }: FaultAsked): string[] {
  switch (mode) {
    case 'region':
    case 'region-keep-globals':
      return ['dynamodb:ListTables', 'sqs:ListQueues'];
    case 'iam-control-plane':
      return ['iam:ListAccountAliases'];
    case 'route53-control-plane':
      return ['route53:GetHostedZoneCount'];
    case 'post-parity':
      return ['iam:ListAccountAliases', 'route53:GetHostedZoneCount'];
    case 'services':
      return services!.map((service) => Object.keys(probeCalls).find((call) => call.startsWith(`${service}:`)) ?? `${service}:?`);
  }
}

/** How one call ended. Only the first two say anything about a deny. */
export type ProbeResult =
  | { readonly kind: 'allowed' }
  /** An explicit deny of a service control policy; `policyId` where the service names it. */
  | { readonly kind: 'denied'; readonly policyId?: string; readonly text: string }
  /** Refused by something else than a service control policy. */
  | { readonly kind: 'refused'; readonly text: string }
  /** No answer that tells anything: a timeout, an outage, a throttle. */
  | { readonly kind: 'unreachable'; readonly text: string };

const denialByPolicy =
  /with an explicit deny in a service control policy(?::\s*arn:aws[\w-]*:organizations::\S*\/(p-[0-9a-z_]+))?/i;

/** Makes a probe call. Never rejects. */
export async function probe(call: string, place: Place): Promise<ProbeResult> {
  const make = probeCalls[call];
  if (!make) return { kind: 'refused', text: `no drill knows the call ${call}` };
  try {
    await make(place);
    return { kind: 'allowed' };
  } catch (error) {
    return resultOf(error);
  }
}

/** What an error of a call says. */
export function resultOf(error: unknown): ProbeResult {
  const text = `${awsErrorName(error)}: ${(error as Error).message}`.slice(0, 500);
  const denial = denialByPolicy.exec(text);
  if (denial) return { kind: 'denied', text, ...(denial[1] === undefined ? {} : { policyId: denial[1] }) };
  return { kind: /AccessDenied|AuthorizationError|not authorized/i.test(text) ? 'refused' : 'unreachable', text };
}
