/**
 * AWS Key Management Service: keys, their yearly rotation, signatures of elliptic-curve keys. Nothing is encrypted. Access is by the
 * caller's own policies.
 */
import type {
  CreateKeyCommandInput,
  CreateKeyResponse,
  DescribeKeyResponse,
  GetKeyRotationStatusResponse,
  GetPublicKeyResponse,
  KeyUsageType,
  SignCommandInput,
  SignResponse,
} from '@aws-sdk/client-kms';
import { createHash } from 'node:crypto';
import { AwsError } from '../core/errors.ts';
import { defineService, operation, type CallContext } from '../core/service.ts';
import type { Table } from '../core/store.ts';
import { curves, privateKeyFrom, publicKeyOf, signDigest } from './signing.ts';

/** `kms/keys`, key: the ARN. */
export interface KeyRow {
  readonly id: string;
  readonly arn: string;
  readonly spec: string;
  readonly rotates: boolean;
  readonly createdAt: number;
  /** ENCRYPT_DECRYPT where it is not told. */
  readonly usage?: KeyUsageType;
  /** Of a key of SIGN_VERIFY, hexadecimal. */
  readonly privateKey?: string;
}

export const keyTable = (from: Pick<CallContext, 'table'>): Table<KeyRow> => from.table('kms/keys');
export const keyArn = ({ account, region }: Pick<CallContext, 'account' | 'region'>, id: string): string =>
  `arn:aws:kms:${region}:${account}:key/${id}`;

interface OnKey {
  readonly KeyId?: string | undefined;
}

const arnOf = (KeyId: string | undefined, context: CallContext): string =>
  KeyId?.startsWith('arn:') ? KeyId : keyArn(context, KeyId ?? '');

function keyOf(KeyId: string | undefined, context: CallContext): KeyRow {
  const arn = arnOf(KeyId, context);
  const row = keyTable(context).get(arn);
  if (!row) throw new AwsError('NotFoundException', `Key '${arn}' does not exist`);
  return row;
}

function onKey<Output>(action: string, handle: (row: KeyRow, context: CallContext) => Output) {
  return operation<OnKey, Output>({
    permissions: ({ KeyId }, context) => [{ action: `kms:${action}`, resources: [arnOf(KeyId, context)] }],
    handle: ({ KeyId }, context) => handle(keyOf(KeyId, context), context),
  });
}

const setRotation =
  (rotates: boolean) =>
  (row: KeyRow, context: CallContext): object => {
    if (row.spec !== 'SYMMETRIC_DEFAULT') {
      throw new AwsError('UnsupportedOperationException', `${row.arn} is not a symmetric encryption key.`);
    }
    keyTable(context).put(row.arn, { ...row, rotates });
    return {};
  };

/** The curve and private key of a key that can sign. */
function signingKeyOf({ arn, spec, privateKey, usage = 'ENCRYPT_DECRYPT' }: KeyRow, action: string) {
  const curve = curves[spec];
  if (curve && privateKey !== undefined) return { curve, privateKey };
  if (spec === 'SYMMETRIC_DEFAULT' && action === 'GetPublicKey') {
    throw new AwsError('UnsupportedOperationException', `${arn} is not an asymmetric key.`);
  }
  throw new AwsError('InvalidKeyUsageException', `${arn} key usage is ${usage} which is not valid for ${action}.`);
}

function sign({ Message, MessageType = 'RAW', SigningAlgorithm }: SignCommandInput, row: KeyRow): SignResponse {
  const { curve, privateKey } = signingKeyOf(row, 'Sign');
  if (SigningAlgorithm !== curve.algorithm) {
    throw new AwsError('InvalidKeyUsageException', `Algorithm ${SigningAlgorithm} is incompatible with key spec ${row.spec}.`);
  }
  const message = Message ?? new Uint8Array();
  if (message.length === 0 || message.length > 4096) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length ${message.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 4096'}`,
    );
  }
  const hashed = createHash(curve.digest).update(message).digest();
  if (MessageType === 'DIGEST' && message.length !== hashed.length) {
    throw new AwsError('ValidationException', `Digest is invalid length for algorithm ${SigningAlgorithm}.`);
  }
  const digest = MessageType === 'DIGEST' ? message : hashed;
  return { KeyId: row.arn, SigningAlgorithm, Signature: signDigest(curve, privateKey, digest) };
}

/** Which keys there are here: symmetric ones, and elliptic curves that sign. */
function keyMaterial(spec: string, usage: KeyUsageType, seed: string): Pick<KeyRow, 'usage' | 'privateKey'> {
  if (spec === 'SYMMETRIC_DEFAULT' && usage === 'ENCRYPT_DECRYPT') return {};
  const curve = curves[spec];
  if (!curve) throw new AwsError('UnsupportedOperationException', `The sandbox makes no key of spec ${spec}.`);
  if (usage !== 'SIGN_VERIFY') {
    throw new AwsError('ValidationException', `KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  }
  return { usage, privateKey: privateKeyFrom(curve, seed) };
}

const metadata = ({ id, arn, spec, createdAt, usage = 'ENCRYPT_DECRYPT' }: KeyRow, { account }: CallContext) => ({
  KeyId: id,
  Arn: arn,
  AWSAccountId: account,
  KeyManager: 'CUSTOMER' as const,
  KeyState: 'Enabled' as const,
  KeySpec: spec as 'SYMMETRIC_DEFAULT',
  KeyUsage: usage,
  CreationDate: new Date(createdAt),
  Enabled: true,
});

export const kms = defineService({
  name: 'kms',
  iamPrefix: 'kms',
  operations: {
    CreateKey: operation<CreateKeyCommandInput, CreateKeyResponse>({
      handle({ KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage = 'ENCRYPT_DECRYPT' }, context) {
        const id = context.uuid();
        const material = keyMaterial(KeySpec, KeyUsage, id);
        const row = { id, arn: keyArn(context, id), spec: KeySpec, rotates: false, createdAt: context.now, ...material };
        keyTable(context).put(row.arn, row);
        return { KeyMetadata: metadata(row, context) };
      },
    }),
    DescribeKey: onKey<DescribeKeyResponse>('DescribeKey', (row, context) => ({ KeyMetadata: metadata(row, context) })),
    GetKeyRotationStatus: onKey<GetKeyRotationStatusResponse>('GetKeyRotationStatus', ({ arn, rotates }) => ({
      KeyId: arn,
      KeyRotationEnabled: rotates,
      ...(rotates ? { RotationPeriodInDays: 365 } : {}),
    })),
    GetPublicKey: onKey<GetPublicKeyResponse>('GetPublicKey', (row) => {
      const { curve, privateKey } = signingKeyOf(row, 'GetPublicKey');
      return {
        KeyId: row.arn,
        PublicKey: publicKeyOf(curve, privateKey),
        KeySpec: row.spec as 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: [curve.algorithm],
      };
    }),
    Sign: operation<SignCommandInput, SignResponse>({
      permissions: ({ KeyId }, context) => [{ action: 'kms:Sign', resources: [arnOf(KeyId, context)] }],
      handle: (input, context) => sign(input, keyOf(input.KeyId, context)),
    }),
    EnableKeyRotation: onKey('EnableKeyRotation', setRotation(true)),
    DisableKeyRotation: onKey('DisableKeyRotation', setRotation(false)),
  },
});
