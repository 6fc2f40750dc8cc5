/** AWS Config: configuration recorders and delivery channels. Nothing is recorded. */
import { defineService } from '../core/service.ts';
import { channelOperations } from './channels.ts';
import { recorderOperations } from './recorders.ts';

export const config = defineService({
  name: 'config',
  iamPrefix: 'config',
  operations: { ...recorderOperations, ...channelOperations },
});
