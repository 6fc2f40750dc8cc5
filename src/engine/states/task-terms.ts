import type { Json } from '../json.ts';

/** What an attempt was evaluated to. */
export interface TaskTerms {
  readonly parameters: Json;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly credentialsRoleArn: string | undefined;
}
