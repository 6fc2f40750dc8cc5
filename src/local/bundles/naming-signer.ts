import type { SdkCredentials } from '../local.ts';

/** What an SDK v3 client gives its `signerConstructor`, as far as it is used here. */
interface SignerSettings {
  readonly service: string;
  readonly region: string;
}

/**
 * A `signerConstructor` for AWS SDK v3 clients: it names the caller in a request as Signature Version 4 does, and computes no signature.
 * The sandbox verifies none, and the hashes were a tenth of a batch's time.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function namingSigner({ accessKeyId, sessionToken }: SdkCredentials): object {
  return class {
    private readonly authorization: string;

    constructor({ service, region }: SignerSettings) {
      const scope = `${accessKeyId}/19700101/${region}/${service}/aws4_request`;
      this.authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    }

    async sign<Request extends { headers: Record<string, string> }>(request: Request): Promise<Request> {
      request.headers['authorization'] = this.authorization;
      request.headers['x-amz-security-token'] = sessionToken;
      return request;
    }
  };
}
