import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { CannotRemediate, definePlaybook, nameOf, unlessMissing, type Aws, type Resource } from './playbook.ts';

/** The policy's text; null where the bucket has none. */
type Image = string | null;

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
interface Policy {
  readonly Version?: string;
  readonly Statement?: Statement | readonly Statement[];
}

const list = <Item>(value: Item | readonly Item[] | undefined): readonly Item[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly Item[]) : [value as Item];

const tlsOnly = (bucket: string) => ({
  Sid: 'OnlyOverTls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** A statement that denies everybody everything that does not come over TLS. */
function deniesPlainHttp(statement: Statement, bucket: string): boolean {
  const everybody = statement.Principal === '*' || (statement.Principal as { AWS?: unknown } | undefined)?.AWS === '*';
  const resources = list(statement.Resource);
  return (
    statement.Effect === 'Deny' &&
    everybody &&
    list(statement.Action).some((action) => action === '*' || action === 's3:*') &&
    [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`].every((arn) => resources.includes(arn) || resources.includes('*')) &&
    String(statement.Condition?.['Bool']?.['aws:SecureTransport']) === 'false' &&
    Object.keys(statement.Condition ?? {}).length === 1
  );
}

function parse(text: string): Policy {
  try {
    return JSON.parse(text) as Policy;
  } catch {
    throw new CannotRemediate('the bucket policy is no JSON');
  }
}

async function look(resource: Resource, aws: Aws) {
  const bucket = nameOf(resource);
  const answer = await unlessMissing(
    aws.client(S3Client).send(new GetBucketPolicyCommand({ Bucket: bucket })),
    'NoSuchBucketPolicy',
  );
  const image = answer?.Policy ?? null;
  return {
    image,
    compliant: image !== null && list(parse(image).Statement).some((statement) => deniesPlainHttp(statement, bucket)),
  };
}

async function put(resource: Resource, image: Image, aws: Aws): Promise<void> {
  const Bucket = nameOf(resource);
  const s3 = aws.client(S3Client);
  if (image === null) await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  else await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: image }));
}

/** Adds a statement to the bucket's policy that denies what does not come over TLS; the others stay. */
export const s3TlsOnly = definePlaybook<Image>({
  name: 's3-tls-only',
  controls: ['S3.5'],
  check: look,
  plan(image, resource) {
    const { Version = '2012-10-17', Statement, ...rest } = image === null ? {} : parse(image);
    const next = { Version, ...rest, Statement: [...list(Statement), tlsOnly(nameOf(resource))] };
    return { image: JSON.stringify(next), changes: ['bucket policy: add the statement OnlyOverTls'] };
  },
  apply: (resource, _before, after, aws) => put(resource, after, aws),
  verify: look,
  undo: (resource, before, _after, aws) => put(resource, before, aws),
});
