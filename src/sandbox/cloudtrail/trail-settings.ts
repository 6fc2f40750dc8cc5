/** A trail's settings: reading and changing them. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html */
import type { GetTrailRequest, GetTrailResponse, UpdateTrailRequest, UpdateTrailResponse } from '@aws-sdk/client-cloudtrail';
import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import { trails, type TrailRow } from './rows.ts';
import { arnOf, view } from './trails.ts';

function trailOf(name: string | undefined, context: CallContext): TrailRow {
  const row = [...trails(context).values()].find(
    (trail) => trail.account === context.account && (arnOf(trail) === name || trail.name === name),
  );
  if (!row)
    throw new AwsError('TrailNotFoundException', `Unknown trail: ${name} for the user: ${context.account}`, { statusCode: 404 });
  return row;
}

const onTrail =
  (action: string) =>
  ({ Name = '' }: { readonly Name?: string | undefined }, { account, region }: CallContext): readonly Permission[] => [
    {
      action: `cloudtrail:${action}`,
      resources: [Name.startsWith('arn:') ? Name : `arn:aws:cloudtrail:${region}:${account}:trail/${Name}`],
    },
  ];

export const trailSettingOperations: OperationTable = {
  GetTrail: operation<GetTrailRequest, GetTrailResponse>({
    permissions: onTrail('GetTrail'),
    handle: ({ Name }, context) => ({ Trail: view(trailOf(Name, context)) }),
  }),
  UpdateTrail: operation<UpdateTrailRequest, UpdateTrailResponse>({
    permissions: onTrail('UpdateTrail'),
    handle({ Name, EnableLogFileValidation }, context) {
      const row = trailOf(Name, context);
      if (row.region !== context.region) {
        throw new AwsError('InvalidHomeRegionException', `Trail ${row.name} can be updated in ${row.region} only.`);
      }
      const next = { ...row, logFileValidation: EnableLogFileValidation ?? row.logFileValidation ?? false };
      trails(context).put(`${row.account}/${row.region}/${row.name}`, next);
      return view(next) as UpdateTrailResponse;
    },
  }),
};
