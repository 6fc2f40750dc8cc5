/** AWS Control Tower. Accounts are provisioned through Service Catalog's Account Factory (service-catalog/). */
import { defineService } from '../core/service.ts';
import { autoEnrollmentTimers } from './auto-enrollment.ts';
import { baselineTimers } from './baseline-operations.ts';
import { baselineOperations } from './baselines.ts';
import { controlOperations, controlTimers } from './controls.ts';
import { landingZoneOperations } from './landing-zones.ts';

export const controlTower = defineService({
  name: 'controltower',
  iamPrefix: 'controltower',
  operations: { ...baselineOperations, ...controlOperations, ...landingZoneOperations },
  timers: { ...baselineTimers, ...controlTimers, ...autoEnrollmentTimers },
});
