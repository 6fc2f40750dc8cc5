import { AccountClient, EnableRegionCommand, GetRegionOptStatusCommand } from '@aws-sdk/client-account';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import type { AccountCheck } from './contract.ts';

/** Opts the account into Regions, which takes minutes to hours; gives how far each is. At most six are under way at a time. */
export async function enableRegions(AccountId: string, regions: readonly string[]): Promise<AccountCheck[]> {
  const account = client(AccountClient);
  const checks: AccountCheck[] = [];
  for (const RegionName of regions) {
    const { RegionOptStatus: status = 'DISABLED' } = await account.send(new GetRegionOptStatusCommand({ AccountId, RegionName }));
    const check = `Region ${RegionName}`;
    if (status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT') {
      checks.push({ check, outcome: 'OK', found: status });
      continue;
    }
    if (status === 'DISABLED') await enable(AccountId, RegionName);
    checks.push({ check, outcome: 'PENDING', found: status === 'DISABLED' ? 'ENABLING' : status });
  }
  return checks;
}

async function enable(AccountId: string, RegionName: string): Promise<void> {
  try {
    await client(AccountClient).send(new EnableRegionCommand({ AccountId, RegionName }));
  } catch (error) {
    /* Others are being enabled: the next look asks again. */
    if (awsErrorName(error) !== 'ConflictException') throw error;
  }
}
