/** Regions and opting into them, which takes minutes to hours. */
import type {
  DisableRegionRequest,
  EnableRegionRequest,
  GetRegionOptStatusRequest,
  GetRegionOptStatusResponse,
  ListRegionsRequest,
  ListRegionsResponse,
  RegionOptStatus,
} from '@aws-sdk/client-account';
import { pageOf } from '../core/paging.ts';
import type { Json } from '../core/json.ts';
import { sample } from '../core/random.ts';
import type { CallContext, Duration, OperationTable } from '../core/service.ts';
import { accountOperation, conflict, validation } from './operation.ts';
import { regionOptTable } from './rows.ts';

/** Regions that every account has (EC2 DescribeRegions: opt-in-not-required). */
const defaultRegions = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];
/** Regions that an account opts into. */
const optInRegions = [
  'af-south-1',
  'ap-east-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
];
/** Concurrent requests of an account (Account Management quotas). */
const concurrentRequests = 6;
/** "Takes a few minutes, up to several hours"; the median is ours. */
const takes: Duration = { median: 12 * 60_000, minimum: 3 * 60_000, maximum: 6 * 60 * 60_000 };

const known = new Set([...defaultRegions, ...optInRegions]);
const byDefault = new Set(defaultRegions);

function statusOf(context: CallContext, accountId: string, region: string): RegionOptStatus {
  if (byDefault.has(region)) return 'ENABLED_BY_DEFAULT';
  return regionOptTable(context).get(`${accountId}/${region}`)?.status ?? 'DISABLED';
}

function requireRegion(region: string | undefined): string {
  if (!known.has(region ?? '')) throw validation(`The Region ${region} does not exist.`);
  return region!;
}

const targetRegion = ({ RegionName }: { readonly RegionName?: string | undefined }) => ({
  'account:TargetRegion': RegionName ?? '',
});
const regionName = { required: true, min: 1, max: 50 } as const;

const listRegions = accountOperation<ListRegionsRequest, ListRegionsResponse>({
  action: 'ListRegions',
  constraints: { MaxResults: { min: 1, max: 50 } },
  handle: (input, accountId, context) => {
    const wanted = input.RegionOptStatusContains;
    const found = [...known].filter((region) => !wanted?.length || wanted.includes(statusOf(context, accountId, region)));
    const page = pageOf(found, input.MaxResults ?? 20, `ListRegions/${accountId}/${wanted?.join() ?? ''}`, input.NextToken);
    if (!page) throw validation('NextToken is not valid.');
    return {
      Regions: page.items.map((RegionName) => ({ RegionName, RegionOptStatus: statusOf(context, accountId, RegionName) })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
});

const getRegionOptStatus = accountOperation<GetRegionOptStatusRequest, GetRegionOptStatusResponse>({
  action: 'GetRegionOptStatus',
  constraints: { RegionName: regionName },
  conditions: targetRegion,
  handle: ({ RegionName }, accountId, context) => ({
    RegionName,
    RegionOptStatus: statusOf(context, accountId, requireRegion(RegionName)),
  }),
});

/** Begins opting in or out. Already there is success; a Region that every account has cannot be changed. */
function change(context: CallContext, accountId: string, asked: string | undefined, to: 'ENABLED' | 'DISABLED'): object {
  const region = requireRegion(asked);
  const status = statusOf(context, accountId, region);
  if (status === 'ENABLED_BY_DEFAULT') throw validation(`The Region ${region} is enabled by default and cannot be changed.`);
  if (status === to || status === (to === 'ENABLED' ? 'ENABLING' : 'DISABLING')) return {};
  const table = regionOptTable(context);
  const running = optInRegions.filter((other) => /ING$/.test(table.get(`${accountId}/${other}`)?.status ?? ''));
  if (running.length >= concurrentRequests || running.includes(region)) {
    throw conflict('Another Region opt request of this account is in progress. Try again later.');
  }
  table.put(`${accountId}/${region}`, { status: to === 'ENABLED' ? 'ENABLING' : 'DISABLING' });
  const duration = sample(context.settings.durations['account/region-opt'] ?? takes, () => context.random());
  context.schedule(context.now + duration, 'account/finish-region-opt', { key: `${accountId}/${region}`, to });
  return {};
}

const enableRegion = accountOperation<EnableRegionRequest, object>({
  action: 'EnableRegion',
  constraints: { RegionName: regionName },
  conditions: targetRegion,
  handle: ({ RegionName }, accountId, context) => change(context, accountId, RegionName, 'ENABLED'),
});

const disableRegion = accountOperation<DisableRegionRequest, object>({
  action: 'DisableRegion',
  constraints: { RegionName: regionName },
  conditions: targetRegion,
  handle: ({ RegionName }, accountId, context) => change(context, accountId, RegionName, 'DISABLED'),
});

export const regionOperations: OperationTable = {
  ListRegions: listRegions,
  GetRegionOptStatus: getRegionOptStatus,
  EnableRegion: enableRegion,
  DisableRegion: disableRegion,
};

/** Timers of Region opt requests. */
export const regionTimers = {
  'finish-region-opt': (args: Json, context: CallContext): void => {
    const { key, to } = args as { key: string; to: 'ENABLED' | 'DISABLED' };
    regionOptTable(context).put(key, { status: to });
  },
};
