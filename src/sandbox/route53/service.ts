/**
 * The control plane of Amazon Route 53: enough of it to tell whether it answers. There are no hosted zones here; names that routing controls
 * steer are those of `dns`. https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZoneCount.html
 */
import type { GetHostedZoneCountRequest, GetHostedZoneCountResponse } from '@aws-sdk/client-route-53';
import { defineService, operation } from '../core/service.ts';

export const route53 = defineService({
  name: 'route53',
  iamPrefix: 'route53',
  operations: {
    GetHostedZoneCount: operation<GetHostedZoneCountRequest, GetHostedZoneCountResponse>({
      permissions: () => [{ action: 'route53:GetHostedZoneCount', resources: ['*'] }],
      handle: () => ({ HostedZoneCount: 0 }),
    }),
  },
});
