/**
 * `npm run build`: everything that runs. Function bundles and schemas, the trace page's program, every target's template, the command. With
 * `--if-stale` only when a source is newer than what was built, e.g. by another process while this one waited.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCommand } from './build-command.ts';
import { buildEngine } from './build-engine.ts';
import { buildHandlers } from './build-handlers.ts';
import { withBuildLock } from './build-lock.ts';
import { buildKit } from './build-kit.ts';
import { buildTemplates } from './build-templates.ts';
import { buildViewer } from './build-viewer.ts';
import { isStale } from './stale.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
await withBuildLock(root, async () => {
  if (process.argv.includes('--if-stale') && !isStale(root)) return;
  await buildHandlers(root);
  await buildEngine(root);
  await buildKit(root);
  await buildViewer(root);
  await buildTemplates(root);
  /* Last: the command's file is what tells that the build is complete. */
  await buildCommand(root);
});
