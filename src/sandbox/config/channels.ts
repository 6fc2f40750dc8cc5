/** Delivery channels. https://docs.aws.amazon.com/config/latest/APIReference/API_DeleteDeliveryChannel.html */
import type {
  DeleteDeliveryChannelRequest,
  DescribeDeliveryChannelsRequest,
  DescribeDeliveryChannelsResponse,
  PutDeliveryChannelRequest,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../core/errors.ts';
import { operation, type OperationTable } from '../core/service.ts';
import { deliveryChannelTable, inRegion, recorderTable } from './rows.ts';

const noSuchChannel = (name: string | undefined): AwsError =>
  new AwsError('NoSuchDeliveryChannelException', `Cannot find delivery channel with specified name '${name}'.`);

export const channelOperations: OperationTable = {
  DescribeDeliveryChannels: operation<DescribeDeliveryChannelsRequest, DescribeDeliveryChannelsResponse>({
    handle: ({ DeliveryChannelNames }, context) => {
      const row = inRegion(deliveryChannelTable(context), context);
      for (const name of DeliveryChannelNames ?? []) if (row?.name !== name) throw noSuchChannel(name);
      return { DeliveryChannels: row ? [{ name: row.name, s3BucketName: row.bucket }] : [] };
    },
  }),
  PutDeliveryChannel: operation<PutDeliveryChannelRequest, object>({
    handle: ({ DeliveryChannel }, context) => {
      const { account, region } = context;
      if (!inRegion(recorderTable(context), context)) {
        throw new AwsError(
          'NoAvailableConfigurationRecorderException',
          'Configuration recorder is not available to put delivery channel.',
        );
      }
      const name = DeliveryChannel?.name ?? 'default';
      const before = inRegion(deliveryChannelTable(context), context);
      if (before && before.name !== name) {
        throw new AwsError(
          'MaxNumberOfDeliveryChannelsExceededException',
          `Failed to put delivery channel '${name}' because the maximum number of delivery channels: 1 is reached.`,
        );
      }
      const bucket = DeliveryChannel?.s3BucketName ?? '';
      deliveryChannelTable(context).put(`${account}/${region}/${name}`, { account, region, name, bucket });
      return {};
    },
  }),
  DeleteDeliveryChannel: operation<DeleteDeliveryChannelRequest, object>({
    handle: ({ DeliveryChannelName }, context) => {
      const row = inRegion(deliveryChannelTable(context), context);
      if (!row || row.name !== DeliveryChannelName) throw noSuchChannel(DeliveryChannelName);
      if (inRegion(recorderTable(context), context)?.recording) {
        throw new AwsError(
          'LastDeliveryChannelDeleteFailedException',
          `Failed to delete last specified delivery channel with name '${row.name}', because there is a running configuration recorder.`,
        );
      }
      deliveryChannelTable(context).delete(row.key);
      return {};
    },
  }),
};
