import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { CommandRun } from '../../command.ts';
import { connect } from '../../connect.ts';
import type { ConnectionOptions } from '../../connection-options.ts';
import { DocumentError, parseDocument } from '../../../document/parse-document.ts';
import { redactionRules, type RedactionRule } from '../../../trace/evidence/redaction-rules.ts';
import { InputFileError } from '../../errors.ts';
import { capture, type CaptureOptions } from '../../evidence/capture.ts';
import { fileSigner, kmsSigner } from '../../evidence/signer.ts';
import { ExitCode } from '../../exit-code.ts';
import { findExecution } from '../../find-execution.ts';

export interface EvidenceOptions extends ConnectionOptions {
  readonly output?: string;
  readonly zip?: boolean;
  readonly raw?: boolean;
  readonly redact?: string;
  readonly sign?: string;
  readonly kmsKey?: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly control?: readonly string[];
  readonly json?: boolean;
}

/** `groundcrew evidence create <execution>`: captures an execution that has ended into a bundle that proves itself whole. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as EvidenceOptions;
  const how = captureOptions(options);
  const connection = await connect(options, terminal);
  try {
    const executionArn = await findExecution(connection, args[0]!);
    const { path, made, saltFile } = await capture(connection, executionArn, how);
    const { manifest } = made;
    if (options.json) {
      terminal.out(JSON.stringify({ schemaVersion: 1, path, manifest, saltFile }, null, 2));
      return ExitCode.Done;
    }
    terminal.out(relative(process.cwd(), path) || path);
    if (manifest.kind === 'execution') {
      const { completeness } = manifest;
      terminal.note(`  ${completeness.verdict}${completeness.gaps > 0 ? `: ${completeness.gaps} gaps, see gaps.json` : ''}`);
    }
    terminal.note(`  salt of what was redacted, to be kept apart: ${relative(process.cwd(), saltFile)}`);
    if (manifest.simulated) terminal.note('  of a simulation: no evidence of a real control');
    terminal.note(`  next: groundcrew evidence verify ${relative(process.cwd(), path) || path}`);
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};

/** @throws InputFileError when the rules or the key cannot be used. */
export function captureOptions(options: EvidenceOptions): CaptureOptions {
  const signer = signerOf(options);
  return {
    folder: resolve(options.output ?? 'evidence'),
    zip: options.zip ?? false,
    raw: options.raw ?? false,
    rules: options.redact === undefined ? [] : readRules(options.redact),
    ...(signer ? { signer } : {}),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.ticket === undefined ? {} : { changeTicket: options.ticket }),
    controls: options.control ?? [],
  };
}

function signerOf({ sign, kmsKey }: EvidenceOptions): CaptureOptions['signer'] {
  if (sign !== undefined && kmsKey !== undefined) throw new InputFileError('give --sign or --kms-key, not both');
  if (kmsKey !== undefined) return (connection) => kmsSigner(kmsKey, connection);
  if (sign === undefined) return undefined;
  const signer = fileSigner(sign);
  return async () => signer;
}

function readRules(file: string): readonly RedactionRule[] {
  try {
    return parseDocument(read(file), file, redactionRules).rules;
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new InputFileError(error.message, 'mend the rules; docs/operating/evidence.md shows some', { cause: error });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputFileError(`${file} cannot be read: ${(error as Error).message}`, 'check the path', { cause: error });
  }
}
