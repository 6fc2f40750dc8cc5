import * as z from 'zod';
import { drillInput, reportDrill } from '../../../handlers/dr-drill/contract.ts';
import { documentWorkflow } from './document-workflow.ts';
import { parseJson } from './parse-json.ts';
import { readObject } from './read-object.ts';
import type { Workflow } from './workflow.ts';

const workflow = documentWorkflow({
  name: 'dr-drill',
  purpose: 'deny a Region or control plane to a unit for a while, and prove what goes on',
  target: 'management',
  input: drillInput,
  example: 'examples/drill-eu-west-1.yml',
  dryRun: true,
});

/** What a drill that was armed ended with: its output, or the cause where it did not pass. */
const reported = reportDrill.output.required({ bucket: true, files: true }).extend({
  summary: z.looseObject({
    recoverySeconds: z.number().nullable(),
    recoveryTargetSeconds: z.number(),
    proof: z.string(),
    window: z.object({ from: z.string(), to: z.string() }),
    failover: z.string(),
    fidelity: z.string(),
  }),
});

/** The report's forms are kept beside the execution; people read its gist. */
export const drDrill: Workflow = {
  ...workflow,
  async result({ output, error, cause }, connection) {
    const given = parseJson(error === undefined ? output : cause);
    const report = reported.safeParse(given);
    if (!report.success) return { kind: 'document', output: given };
    const { verdict, reason, bucket, files, summary } = report.data;
    const { recoverySeconds, recoveryTargetSeconds, proof, window } = summary;
    const kept = Object.entries(files).map(async ([role, key]) => ({
      ...{ role, name: `report${key.slice(key.lastIndexOf('.'))}` },
      bytes: await readObject(connection, bucket, key),
    }));
    return {
      kind: 'document',
      output: given,
      lines: [
        `${verdict}: ${reason}`,
        `denied   ${window.from} to ${window.to} at most; proof: ${proof}`,
        `recovery ${recoverySeconds === null ? 'not measured' : `${recoverySeconds} s`}; ${recoveryTargetSeconds} s were asked for`,
        summary.failover,
        summary.fidelity,
      ],
      files: await Promise.all(kept),
    };
  },
};
