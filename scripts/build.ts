/** `npm run build`: everything that runs. Function bundles and schemas, every target's template, the command. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCommand } from './build-command.ts';
import { buildEngine } from './build-engine.ts';
import { buildHandlers } from './build-handlers.ts';
import { buildTemplates } from './build-templates.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
await buildHandlers(root);
await buildEngine(root);
buildTemplates(root);
/* Last: the command's file is what tells that the build is complete. */
await buildCommand(root);
