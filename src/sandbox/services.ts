/** Every simulated service, one line each, in alphabetical order of their folders. */
import type { Service } from './core/service.ts';
import { iam } from './iam/service.ts';
import { organizations } from './organizations/service.ts';
import { sts } from './sts/service.ts';

export const services: readonly Service[] = [iam, organizations, sts];
