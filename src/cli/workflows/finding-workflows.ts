/** finding-remediation and finding-enrichment for the command: a file of findings in, how each ended out. */
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { findingResult, rules, writeResults } from '../../../handlers/finding-remediation/contract.ts';
import type { Connection } from '../connection.ts';
import { UsageError } from '../errors.ts';
import { projectRoot } from '../project-root.ts';
import { documentOf } from './checked-input.ts';
import { parseJson } from './parse-json.ts';
import { readObject } from './read-object.ts';
import type { InputFile, Workflow } from './workflow.ts';

/** A list of findings as GetFindings answers it, or that list with rules of its own. */
const findingsFile = z.union([
  z.array(z.looseObject({})),
  z.looseObject({ Findings: z.array(z.looseObject({})) }).transform(({ Findings }) => Findings),
]);
const remediationFile = z.union([
  findingsFile.transform((findings) => ({ findings, rules: undefined })),
  z.strictObject({ findings: z.array(z.looseObject({})), rules: rules.optional() }),
]);

const formOfFindings = 'the file is a list of findings, or {findings, rules}: docs/workflows/finding-remediation.md';
const rulesPlace = 'rules/remediation-rules.yml';
const example = 'examples/findings.json';

export const findingRemediation: Workflow = {
  name: 'finding-remediation',
  purpose: 'suppress, notify, enrich or remediate Security Hub findings by a rule table',
  target: 'security',
  async prepare(file, { dryRun, allOrNothing }, connection) {
    const given = required(file, 'finding-remediation', allOrNothing);
    const { bytes } = given;
    const { findings, rules: own } = documentOf(given, remediationFile, formOfFindings);
    const batch = batchOf(bytes);
    const key = await put(connection, `${batch}.jsonl`, lines(findings));
    if (connection.where === 'local' && own === undefined) await putExampleRules(connection);
    const rulesKey = own === undefined ? undefined : await put(connection, `${batch}-rules.json`, JSON.stringify(own));
    return {
      nameStem: given.name.replace(/\.[^.]*$/, ''),
      input: { batch, key, asked: true, ...(rulesKey ? { rulesKey } : {}), ...(dryRun ? { dryRun } : {}) },
    };
  },
  result: readResult,
};

export const findingEnrichment: Workflow = {
  name: 'finding-enrichment',
  purpose: 'add OU path, account tags and security contact to Security Hub findings',
  target: 'security',
  async prepare(file, { dryRun, allOrNothing }, connection) {
    const given = required(file, 'finding-enrichment', allOrNothing);
    const batch = batchOf(given.bytes);
    const key = await put(connection, `${batch}.jsonl`, lines(documentOf(given, findingsFile, formOfFindings)));
    const input = { batch, key, asked: true, ...(dryRun ? { dryRun } : {}) };
    return { nameStem: given.name.replace(/\.[^.]*$/, ''), input };
  },
  async result({ output, error, cause }) {
    return { kind: 'document', output: parseJson(error === undefined ? output : cause) };
  },
};

function required(file: InputFile | undefined, workflow: string, allOrNothing: boolean): InputFile {
  if (allOrNothing) throw new UsageError(`${workflow} works on each finding by itself, so --all-or-nothing means nothing here`);
  if (!file)
    throw new UsageError(`${workflow} needs a file of findings`, `give one: groundcrew start ${workflow} --input ${example}`);
  return file;
}

/** The same file is the same batch, so that it resumes. */
const batchOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 20);

const lines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** In a simulated organization the example rules stand in until a table of one's own is put there. */
async function putExampleRules(connection: Connection): Promise<void> {
  const place = { Bucket: await connection.output('FindingsBucketName'), Key: rulesPlace };
  try {
    await connection.s3.send(new HeadObjectCommand(place));
  } catch (error) {
    if ((error as Error).name !== 'NotFound') throw error;
    const Body = readFileSync(join(projectRoot, 'examples/remediation-rules.yml'));
    await connection.s3.send(new PutObjectCommand({ ...place, Body }));
  }
}

async function put(connection: Connection, name: string, Body: string): Promise<string> {
  const Key = `inputs/${name}`;
  await connection.s3.send(new PutObjectCommand({ Bucket: await connection.output('FindingsBucketName'), Key, Body }));
  return Key;
}

/** How each finding ended, in the order of the file. */
export async function readResult(
  { output, error, cause }: Parameters<Workflow['result']>[0],
  connection: Connection,
): ReturnType<Workflow['result']> {
  const results = writeResults.output.safeParse(parseJson(output));
  if (error !== undefined || !results.success) return { kind: 'document', output: parseJson(output) ?? { error, cause } };
  const { bucket, files, summary, dryRun, batch } = results.data;
  const text = new TextDecoder().decode(await readObject(connection, bucket, files.results));
  const findings = text
    .split('\n')
    .filter(Boolean)
    .map((line) => findingResult.parse(JSON.parse(line)))
    .map(({ control, account, resource, rule, action, outcome, reason, changes }) => ({
      ...{ control, account, resource, rule, action, outcome, reason },
      ...(changes ? { changes } : {}),
    }));
  return { kind: 'document', output: { batch, dryRun, summary, findings } };
}
