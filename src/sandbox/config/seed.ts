/** Recorders and delivery channels that accounts have from the start (`existing` in the organization file). */
import type { CallContext } from '../core/service.ts';
import { accountsWithParents, type Organization } from '../organization/organization.ts';
import { deliveryChannelTable, recorderTable } from './rows.ts';

const name = 'default';

export function seedConfig(organization: Organization, context: CallContext): void {
  for (const { account } of accountsWithParents(organization)) {
    const { configRecorders = [], deliveryChannels = [] } = account.existing ?? {};
    for (const region of configRecorders) {
      recorderTable(context).put(`${account.id}/${region}/${name}`, {
        account: account.id,
        region,
        name,
        roleArn: `arn:aws:iam::${account.id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
        recording: deliveryChannels.includes(region),
      });
    }
    for (const region of deliveryChannels) {
      const bucket = `config-bucket-${account.id}`;
      deliveryChannelTable(context).put(`${account.id}/${region}/${name}`, { account: account.id, region, name, bucket });
    }
  }
}
