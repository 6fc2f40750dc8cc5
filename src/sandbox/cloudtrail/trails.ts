/** Trails: what there is, and its deletion. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html */
import type {
  DeleteTrailRequest,
  DescribeTrailsRequest,
  DescribeTrailsResponse,
  ListTrailsResponse,
  Trail,
} from '@aws-sdk/client-cloudtrail';
import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import type { Organization } from '../organization/organization.ts';
import { accountsWithParents } from '../organization/organization.ts';
import { trails, type TrailRow } from './rows.ts';

export const arnOf = ({ account, region, name }: TrailRow): string => `arn:aws:cloudtrail:${region}:${account}:trail/${name}`;

export const view = (row: TrailRow): Trail => ({
  Name: row.name,
  TrailARN: arnOf(row),
  HomeRegion: row.region,
  S3BucketName: row.bucket,
  LogFileValidationEnabled: row.logFileValidation ?? false,
  IsMultiRegionTrail: false,
  IsOrganizationTrail: false,
});

/** A trail's name, or its ARN, in the Region of the call. */
function find(context: CallContext, nameOrArn: string): TrailRow | undefined {
  return [...trails(context).values()].find(
    (row) =>
      row.account === context.account && row.region === context.region && (row.name === nameOrArn || arnOf(row) === nameOrArn),
  );
}

export const trailOperations: OperationTable = {
  DescribeTrails: operation<DescribeTrailsRequest, DescribeTrailsResponse>({
    handle: ({ trailNameList }, context) => {
      const here = [...trails(context).values()].filter(
        ({ account, region }) => account === context.account && region === context.region,
      );
      const wanted = trailNameList?.length ? trailNameList : undefined;
      return { trailList: here.filter((row) => !wanted || wanted.includes(row.name) || wanted.includes(arnOf(row))).map(view) };
    },
  }),
  ListTrails: operation<object, ListTrailsResponse>({
    handle: (_input, context) => ({
      Trails: [...trails(context).values()]
        .filter(({ account }) => account === context.account)
        .map((row) => ({ Name: row.name, TrailARN: arnOf(row), HomeRegion: row.region })),
    }),
  }),
  DeleteTrail: operation<DeleteTrailRequest, object>({
    permissions: ({ Name = '' }, { account, region }) => [
      {
        action: 'cloudtrail:DeleteTrail',
        resources: [Name.startsWith('arn:') ? Name : `arn:aws:cloudtrail:${region}:${account}:trail/${Name}`],
      },
    ],
    handle: ({ Name = '' }, context) => {
      const row = find(context, Name);
      if (!row) {
        throw new AwsError('TrailNotFoundException', `Unknown trail: ${Name} for the user: ${context.account}`, {
          statusCode: 404,
        });
      }
      trails(context).delete(`${row.account}/${row.region}/${row.name}`);
      return {};
    },
  }),
};

/** Trails that accounts have from the start (`existing` in the organization file). */
export function seedTrails(organization: Organization, context: CallContext): void {
  for (const { account } of accountsWithParents(organization)) {
    for (const { name, region } of account.existing?.trails ?? []) {
      const bucket = `trail-bucket-${account.id}`;
      trails(context).put(`${account.id}/${region}/${name}`, { account: account.id, region, name, bucket });
    }
  }
}
