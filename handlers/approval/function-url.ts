import * as z from 'zod';
import { inSimulation } from '../shared/runtime.ts';

/**
 * The part that counts of what a function URL with AuthType AWS_IAM hands to its function: Lambda has verified the signature and says
 * whose it is. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export const urlRequest = z.object({
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    authorizer: z.object({ iam: z.object({ userArn: z.string().startsWith('arn:') }) }),
  }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});
export type UrlRequest = z.output<typeof urlRequest>;

export interface UrlResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Who sent the request. */
export interface Caller {
  readonly arn: string;
  /** As it is recorded and shown. */
  readonly identity: string;
}

/** On AWS the ARN that AWS authenticated. In a simulated organization anybody can take any name: the name alone is recorded. */
export function callerOf({ requestContext }: UrlRequest): Caller {
  const { userArn: arn } = requestContext.authorizer.iam;
  return { arn, identity: shownIdentity(arn) };
}

export function shownIdentity(arn: string): string {
  return inSimulation() ? arn.slice(arn.lastIndexOf('/') + 1) : arn;
}

export function bodyOf({ body = '', isBase64Encoded = false }: UrlRequest): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}

export function respond(statusCode: number, document: object): UrlResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(document),
  };
}
