import { parse } from 'yaml';
import { bucket } from '../findings/files.ts';
import { readObject } from '../shared/objects.ts';
import { describeIssues } from '../shared/task.ts';
import { InvalidRules } from './errors.ts';
import { rules, type Rules } from './rules.ts';

const largest = 256 * 1024;

/** The rule table, YAML or JSON, from the bucket. Without rules nothing is decided: throws InvalidRules. */
export async function readRules(key: string): Promise<Rules> {
  let text: string;
  try {
    text = new TextDecoder().decode(await readObject(bucket(), key));
  } catch (error) {
    // S3 answers AccessDenied for what is not there to who may not list.
    if (!['NoSuchKey', 'AccessDenied'].includes((error as Error).name)) throw error;
    throw new InvalidRules(
      `s3://${bucket()}/${key} is not there, or may not be read: put the rule table there (examples/remediation-rules.yml)`,
    );
  }
  if (text.length > largest) throw new InvalidRules(`${key} is longer than ${largest} characters`);
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new InvalidRules(`${key}: ${(error as Error).message.split('\n')[0]}`);
  }
  const parsed = rules.safeParse(value);
  if (!parsed.success) throw new InvalidRules(`${key}: ${describeIssues(parsed.error.issues)}`);
  return parsed.data;
}
