/**
 * Who signed a request, for which service and Region, from its Signature Version 4 (header or presigned query). The signature itself is
 * not verified: whoever reaches the sandbox is on this machine.
 */
import { serviceOfTarget } from './services.ts';
import { queryValue, type WireRequest } from './request.ts';

export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  /** The signing name: our services' names. */
  readonly service: string;
  readonly sessionToken?: string;
}

/** `<key>/<yyyymmdd>/<region>/<service>/aws4_request` */
const scope = /^([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/;

/** The signature's parts; undefined for an unsigned request. */
export function readSignature(request: WireRequest): Signature | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers['authorization'] ?? '')?.[1];
  const match = scope.exec(header ?? queryValue(request, 'X-Amz-Credential') ?? '');
  if (!match) return undefined;
  const sessionToken = request.headers['x-amz-security-token'] ?? queryValue(request, 'X-Amz-Security-Token');
  return {
    accessKeyId: match[1]!,
    region: match[2]!,
    service: match[3]!,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

/** The service that an unsigned request means, for the protocol of its refusal. */
export function guessService(request: WireRequest): string | undefined {
  const target = request.headers['x-amz-target'];
  return (target === undefined ? undefined : serviceOfTarget(target)) ?? request.hostname.split('.')[0];
}
