/** `npm run package`: every target's CloudFormation template and zips in .serverless/<target>/. Quiet unless it fails. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHandlers } from './build-handlers.ts';
import { buildTemplates } from './build-templates.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
try {
  await buildHandlers(root);
  await buildTemplates(root);
} catch (error) {
  process.stderr.write(`package: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
