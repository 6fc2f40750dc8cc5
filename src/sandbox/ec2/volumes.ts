/** EBS: encryption by default, and with whom snapshots are shared. */
import type {
  DescribeSnapshotAttributeRequest,
  DescribeSnapshotAttributeResult,
  ModifySnapshotAttributeRequest,
} from '@aws-sdk/client-ec2';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { described, ec2Error, onResource } from './operation.ts';
import { encryptionByDefault, snapshots, type SnapshotRow } from './rows.ts';

const snapshotOf = (id: string | undefined, context: CallContext): SnapshotRow => {
  const row = snapshots(context).get(id ?? '');
  if (!row) throw ec2Error('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
  return row;
};

const setEncryption = (value: boolean, action: string) =>
  operation<object, { EbsEncryptionByDefault: boolean }>({
    permissions: described(action),
    handle(_input, context) {
      encryptionByDefault(context).set(value);
      return { EbsEncryptionByDefault: value };
    },
  });

export const volumeOperations: OperationTable = {
  GetEbsEncryptionByDefault: operation<object, { EbsEncryptionByDefault: boolean }>({
    permissions: described('GetEbsEncryptionByDefault'),
    handle: (_input, context) => ({ EbsEncryptionByDefault: encryptionByDefault(context).get() }),
  }),
  EnableEbsEncryptionByDefault: setEncryption(true, 'EnableEbsEncryptionByDefault'),
  DisableEbsEncryptionByDefault: setEncryption(false, 'DisableEbsEncryptionByDefault'),
  DescribeSnapshotAttribute: operation<DescribeSnapshotAttributeRequest, DescribeSnapshotAttributeResult>({
    permissions: ({ SnapshotId = '' }, context) => [onResource('DescribeSnapshotAttribute', 'snapshot', [SnapshotId], context)],
    handle({ SnapshotId, Attribute }, context) {
      if (Attribute !== 'createVolumePermission') {
        throw ec2Error('InvalidParameterValue', `Value (${Attribute}) for parameter attribute is invalid.`);
      }
      const { id, sharedWith } = snapshotOf(SnapshotId, context);
      return {
        SnapshotId: id,
        CreateVolumePermissions: sharedWith.map((who) => (who === 'all' ? { Group: 'all' as const } : { UserId: who })),
      };
    },
  }),
  ModifySnapshotAttribute: operation<ModifySnapshotAttributeRequest, object>({
    permissions: ({ SnapshotId = '' }, context) => [onResource('ModifySnapshotAttribute', 'snapshot', [SnapshotId], context)],
    handle({ SnapshotId, OperationType, GroupNames = [], UserIds = [] }, context) {
      const row = snapshotOf(SnapshotId, context);
      const named = [...GroupNames, ...UserIds];
      const others = row.sharedWith.filter((who) => !named.includes(who));
      snapshots(context).put({ ...row, sharedWith: OperationType === 'add' ? [...others, ...named] : others });
      return {};
    },
  }),
};
