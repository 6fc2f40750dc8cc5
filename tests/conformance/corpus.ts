import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../src/engine/json.ts';

export type JsonObject = { [key: string]: Json };

/** One recorded case. Only the members that the runner reads are named; the corpus's own README documents them all. */
export interface RecordedCase {
  readonly id: string;
  readonly node: string;
  readonly category: string;
  readonly tier: 'pure' | 'distributed-map' | 'distributed-map-s3' | 'lambda' | 'activity' | 'service' | 'api';
  readonly kind:
    | 'execution'
    | 'sync_execution'
    | 'create_error'
    | 'update_error'
    | 'validate'
    | 'test_state'
    | 'test_state_error'
    | 'api_sequence';
  readonly clock: string;
  readonly machine_type: 'STANDARD' | 'EXPRESS' | null;
  readonly state_machine_arn?: string;
  readonly execution_arn?: string;
  readonly role_arn?: string;
  readonly definition: Json;
  readonly definition_text?: string;
  readonly input?: Json;
  readonly input_text?: string;
  readonly lambdas?: readonly { name: string; arn: string; handler_file: string }[];
  readonly setup?: readonly { service: string; op: string; params: JsonObject }[];
  readonly actor_machines?: readonly { definition: Json; input?: Json }[];
  readonly actor_calls?: readonly { op: string; params: JsonObject }[];
  readonly interaction?: readonly { op: string; params: JsonObject }[];
  readonly other_machines?: readonly { arn: string; type: 'STANDARD' | 'EXPRESS'; definition: Json }[];
  readonly params?: JsonObject;
  readonly steps?: readonly ApiStep[];
  readonly expected: Expected;
  readonly masks?: readonly (readonly [string, string])[];
  readonly masks_other?: readonly { name?: string; replacement?: string; reference?: boolean }[];
}

/** One Step Functions call of an `api_sequence`; the answer's recording is in `expected.snapshot` under each key of `match`. */
export interface ApiStep {
  readonly op: string;
  readonly params: JsonObject;
  readonly match?: readonly string[];
  readonly raises?: boolean;
  readonly result_arn?: string;
}

export interface Expected {
  readonly status?: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: Json;
  readonly events?: readonly JsonObject[];
  readonly sync?: JsonObject;
  readonly api_error?: { code?: string; message?: string; raw?: Json };
  readonly response?: JsonObject;
  readonly snapshot?: JsonObject;
}

/** Reads every `*.json` of a corpus folder, in the order of the file names. Throws with the file's name when one is not of the format. */
export function loadCorpus(directory: string): RecordedCase[] {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return files.flatMap((name) => {
    const parsed = JSON.parse(readFileSync(join(directory, name), 'utf8')) as { cases?: RecordedCase[] };
    if (!Array.isArray(parsed.cases)) throw new Error(`${join(directory, name)} holds no "cases": is it a corpus file?`);
    return parsed.cases;
  });
}
