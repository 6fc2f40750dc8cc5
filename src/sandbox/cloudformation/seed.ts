/** Stacks that accounts have from the start (`existing` in the organization file). */
import type { CallContext } from '../core/service.ts';
import { accountsWithParents, seedIds, type Organization } from '../organization/organization.ts';
import { stackKey, stackTable } from './rows.ts';

export function seedStacks(organization: Organization, context: CallContext): void {
  const ids = seedIds(organization.seed);
  for (const { account } of accountsWithParents(organization)) {
    for (const { name, region } of account.existing?.stacks ?? []) {
      const place = { account: account.id, region, name };
      const id = `arn:aws:cloudformation:${region}:${account.id}:stack/${name}/${ids.uuid(`stack/${stackKey(place)}`)}`;
      stackTable(context).put(stackKey(place), { ...place, id, createdAt: organization.now, roles: [] });
    }
  }
}
