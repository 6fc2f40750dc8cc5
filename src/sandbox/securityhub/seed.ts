/** Security Hub's administrator and the findings of the organization file, each with the resource that it is about. */
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { CallContext } from '../core/service.ts';
import { accountsWithParents, seedIds, type Organization } from '../organization/organization.ts';
import { delegatedAdministratorTable, delegationKey, serviceAccessTable } from '../organizations/rows.ts';
import type { SeededFinding } from './file-schema.ts';
import { flawedResources, type FlawedResource } from './flawed-resources.ts';
import { findingKey, findingTable, hubTable } from './rows.ts';

const administered = ['securityhub.amazonaws.com', 'account.amazonaws.com'];

export function seedSecurityHub(organization: Organization, context: CallContext): void {
  const file = organization.securityHub;
  if (!file) return;
  const idOf = new Map(accountsWithParents(organization).map(({ account }) => [account.name, account.id]));
  const administrator = idOf.get(file.administrator)!;
  hubTable(context).put('organization', {
    administrator,
    aggregationRegion: file.aggregationRegion ?? organization.homeRegion,
    partialFailures: file.partialFailures,
  });
  for (const servicePrincipal of administered) {
    serviceAccessTable(context).put(servicePrincipal, { servicePrincipal, enabledAt: organization.now });
    delegatedAdministratorTable(context).put(delegationKey(administrator, servicePrincipal), {
      accountId: administrator,
      servicePrincipal,
      enabledAt: organization.now,
    });
  }
  file.findings.forEach((finding, index) => {
    const account = idOf.get(finding.account)!;
    const region = finding.region ?? organization.homeRegion;
    const ids = seedIds(organization.seed);
    const path = `finding/${index}/${finding.control}/${finding.resource}`;
    let draws = 0;
    const make = Object.hasOwn(flawedResources, finding.control) ? flawedResources[finding.control] : undefined;
    const { now, store } = context;
    const site = { account, region, now, store, table: <Row>(name: string) => context.table<Row>(name) };
    const resource = make?.(finding.resource, site, (length, alphabet) => ids.id(`${path}/${draws++}`, length, alphabet)) ?? {
      Type: 'AwsS3Bucket',
      Id: `arn:aws:s3:::${finding.resource}`,
    };
    const row = securityControlFinding(finding, resource, { account, region, now: organization.now, uuid: ids.uuid(path) });
    findingTable(context).put(findingKey(row.ProductArn!, row.Id!), {
      account,
      region,
      finding: row,
      updates: 0,
      updatedMembers: finding.note === undefined ? [] : ['Note'],
    });
  });
}

/** A finding as Security Hub's own checks make it, with consolidated control findings on (user guide, "Sample control findings"). */
export function securityControlFinding(
  { control, severity, workflow, note }: Pick<SeededFinding, 'control' | 'severity' | 'workflow' | 'note'>,
  resource: FlawedResource,
  { account, region, now, uuid }: { account: string; region: string; now: number; uuid: string },
): AwsSecurityFinding {
  const at = new Date(now).toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id: `arn:aws:securityhub:${region}:${account}:security-control/${control}/finding/${uuid}`,
    ProductArn: `arn:aws:securityhub:${region}::product/aws/securityhub`,
    ProductName: 'Security Hub',
    CompanyName: 'AWS',
    Region: region,
    GeneratorId: `security-control/${control}`,
    AwsAccountId: account,
    Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
    FirstObservedAt: at,
    LastObservedAt: at,
    CreatedAt: at,
    UpdatedAt: at,
    Severity: { Label: severity },
    Title: `${control} found fault with ${resource.Id}`,
    Description: `The control ${control} failed.`,
    Resources: [{ Type: resource.Type, Id: resource.Id, Partition: 'aws', Region: region }],
    Compliance: { Status: 'FAILED', SecurityControlId: control },
    Workflow: { Status: workflow },
    WorkflowState: 'NEW',
    RecordState: 'ACTIVE',
    ...(note === undefined ? {} : { Note: { Text: note, UpdatedBy: 'analyst', UpdatedAt: at } }),
  };
}
