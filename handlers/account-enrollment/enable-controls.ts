import * as z from 'zod';
import { awsErrorName } from '../shared/errors.ts';
import { readObject } from '../shared/objects.ts';
import { task } from '../shared/task.ts';
import { enableControl, readEnabledControls } from './baselines.ts';
import { enableControls, reportRow } from './contract.ts';
import { ControlsPending } from './errors.ts';

/**
 * Lists the controls of every target OU, and enables those that were asked for where they are missing. Raises ControlsPending while one of
 * them is being enabled. What cannot be enabled stands in the list with AWS's text.
 */
export const handler = task(enableControls, async ({ bucket, files, enableControls: wanted }) => {
  const report = z.array(reportRow).parse(JSON.parse(new TextDecoder().decode(await readObject(bucket, files.report))));
  const units = new Map(
    report.filter(({ status }) => status !== 'blocked').map(({ targetArn, targetOu }) => [targetArn, targetOu]),
  );
  const controls: z.input<typeof enableControls.output>['controls'] = [];
  let pending = false;
  for (const [arn, ou] of units) {
    const enabled = await readEnabledControls(arn);
    for (const { controlIdentifier, statusSummary } of enabled) {
      const status = statusSummary?.status ?? 'UNKNOWN';
      pending ||= status === 'UNDER_CHANGE' && wanted.includes(controlIdentifier);
      controls.push({ ou, control: controlIdentifier, status });
    }
    for (const control of wanted.filter((one) => !enabled.some(({ controlIdentifier }) => controlIdentifier === one))) {
      try {
        await enableControl(control, arn);
        pending = true;
      } catch (error) {
        const name = awsErrorName(error);
        if (name === 'ConflictException' || name === 'ServiceQuotaExceededException') pending = true;
        else if (/^(ValidationException|ResourceNotFoundException|AccessDenied.*)$/.test(name))
          controls.push({ ou, control, status: `not enabled: ${name}: ${(error as Error).message}` });
        else throw error;
      }
    }
  }
  if (pending) throw new ControlsPending('controls are being enabled');
  return { controls };
});
