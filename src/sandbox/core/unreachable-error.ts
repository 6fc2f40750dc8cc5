/** No connection comes about: the Region is out. A transport lets its own connection timeout pass before it says so. */
export class UnreachableError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';
  constructor(service: string, region: string) {
    super(`connect ETIMEDOUT: ${service} in ${region} is out in this organization`);
  }
}
