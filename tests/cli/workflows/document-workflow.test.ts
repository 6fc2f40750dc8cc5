import * as z from 'zod';
import type { Connection } from '../../../src/cli/connection.ts';
import { documentWorkflow } from '../../../src/cli/workflows/document-workflow.ts';

const workflow = documentWorkflow({
  name: 'fail-over',
  purpose: 'a test',
  target: 'recovery',
  input: z.strictObject({ to: z.enum(['east', 'west']), dryRun: z.boolean().optional() }),
  example: 'examples/plan.yml',
  dryRun: true,
});
const connection = {} as Connection;
const file = (text: string) => ({ name: 'my plan.yml', bytes: Buffer.from(text) });
const options = { dryRun: false, allOrNothing: false };

describe('a workflow whose input is a document', () => {
  it('starts with what the file says, named after the file', async () => {
    await expect(workflow.prepare(file('to: east\n'), options, connection)).resolves.toEqual({
      nameStem: 'my plan',
      input: { to: 'east' },
    });
  });

  it('adds dryRun when the person asks for it', async () => {
    const { input } = await workflow.prepare(file('{"to": "west"}'), { ...options, dryRun: true }, connection);
    expect(input).toEqual({ to: 'west', dryRun: true });
  });

  it('refuses a file with mistakes, each with its line, before anything is started', async () => {
    await expect(workflow.prepare(file('to: north\nfrom: east\n'), options, connection)).rejects.toMatchObject({
      name: 'InputFileError',
      message: expect.stringMatching(/my plan\.yml:1: to: .*\n.*my plan\.yml:1: .*from/s) as string,
    });
  });

  it('asks for a file when there is none, naming an example', async () => {
    await expect(workflow.prepare(undefined, options, connection)).rejects.toMatchObject({
      next: 'give one: groundcrew start fail-over --input examples/plan.yml',
    });
  });
});
