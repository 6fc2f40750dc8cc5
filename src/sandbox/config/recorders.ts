/** Configuration recorders. https://docs.aws.amazon.com/config/latest/APIReference/API_DeleteConfigurationRecorder.html */
import type {
  ConfigurationRecorder,
  DeleteConfigurationRecorderRequest,
  DescribeConfigurationRecordersRequest,
  DescribeConfigurationRecordersResponse,
  DescribeConfigurationRecorderStatusResponse,
  PutConfigurationRecorderRequest,
  StopConfigurationRecorderRequest,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { deliveryChannelTable, inRegion, recorderTable, type ConfigRecorderRow } from './rows.ts';

function view({ account, region, name, roleArn }: ConfigRecorderRow): ConfigurationRecorder {
  return {
    arn: `arn:aws:config:${region}:${account}:configuration-recorder/${name}`,
    name,
    roleARN: roleArn,
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: false, resourceTypes: [] },
  };
}

/** The recorders that were asked for. Throws NoSuchConfigurationRecorderException. */
function asked(context: CallContext, names: readonly string[] | undefined): ConfigRecorderRow[] {
  const row = inRegion(recorderTable(context), context);
  for (const name of names ?? []) if (row?.name !== name) throw noSuchRecorder(name);
  return row ? [row] : [];
}

function required(context: CallContext, name: string | undefined): ConfigRecorderRow & { readonly key: string } {
  const row = inRegion(recorderTable(context), context);
  if (!row || row.name !== name) throw noSuchRecorder(name);
  return row;
}

function noSuchRecorder(name: string | undefined): AwsError {
  return new AwsError(
    'NoSuchConfigurationRecorderException',
    `Cannot find configuration recorder with the specified name '${name}'.`,
  );
}

function setRecording(recording: boolean) {
  return operation<StopConfigurationRecorderRequest, object>({
    handle: ({ ConfigurationRecorderName }, context) => {
      const { key, ...row } = required(context, ConfigurationRecorderName);
      if (recording && !inRegion(deliveryChannelTable(context), context)) {
        throw new AwsError(
          'NoAvailableDeliveryChannelException',
          'Delivery channel is not available to start configuration recorder.',
        );
      }
      recorderTable(context).put(key, { ...row, recording });
      return {};
    },
  });
}

export const recorderOperations: OperationTable = {
  DescribeConfigurationRecorders: operation<DescribeConfigurationRecordersRequest, DescribeConfigurationRecordersResponse>({
    handle: (input, context) => ({ ConfigurationRecorders: asked(context, input.ConfigurationRecorderNames).map(view) }),
  }),
  DescribeConfigurationRecorderStatus: operation<
    DescribeConfigurationRecordersRequest,
    DescribeConfigurationRecorderStatusResponse
  >({
    handle: (input, context) => ({
      ConfigurationRecordersStatus: asked(context, input.ConfigurationRecorderNames).map(({ name, recording }) => ({
        name,
        recording,
      })),
    }),
  }),
  PutConfigurationRecorder: operation<PutConfigurationRecorderRequest, object>({
    handle: ({ ConfigurationRecorder: recorder }, context) => {
      const before = inRegion(recorderTable(context), context);
      const name = recorder?.name ?? 'default';
      if (before && before.name !== name) {
        throw new AwsError(
          'MaxNumberOfConfigurationRecordersExceededException',
          `Failed to put configuration recorder '${name}' because the maximum number of configuration recorders: 1 is reached.`,
        );
      }
      const { account, region } = context;
      recorderTable(context).put(`${account}/${region}/${name}`, {
        account,
        region,
        name,
        roleArn: recorder?.roleARN ?? '',
        recording: before?.recording ?? false,
      });
      return {};
    },
  }),
  StartConfigurationRecorder: setRecording(true),
  StopConfigurationRecorder: setRecording(false),
  DeleteConfigurationRecorder: operation<DeleteConfigurationRecorderRequest, object>({
    handle: ({ ConfigurationRecorderName }, context) => {
      recorderTable(context).delete(required(context, ConfigurationRecorderName).key);
      return {};
    },
  }),
};
