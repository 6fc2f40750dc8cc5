/** How to check a page without it. Python's sorted JSON is RFC 8785 for what a history holds: texts, booleans, whole numbers. */
import { chainAlgorithm } from '../../trace/evidence/event-chain.ts';
import { verifierProgram } from '../../trace/evidence/read-me.ts';
import { opensslCommand } from '../../trace/evidence/signature.ts';
import type { BundleData } from '../page-data.ts';

interface Command {
  readonly what: string;
  readonly command: string;
}

export const verifyCommands: readonly Command[] = [
  { what: 'Hash of the file', command: 'sha256sum trace.html' },
  {
    what: 'Head of the chain',
    command: `python3 - trace.html <<'END'
import base64, gzip, hashlib, json, re, sys
page = open(sys.argv[1], encoding='utf-8').read()
data = json.loads(gzip.decompress(base64.b64decode(re.search(r'<template id="data">([^<]*)<', page)[1])))['subject']
canonical = lambda value: json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()
digest = lambda data: hashlib.sha256(data).digest()
head = digest(canonical({'algorithm': '${chainAlgorithm}', 'executionArn': data['executionArn'], 'startDate': data['startDate']}))
for event in data['history']:
    head = digest(head + canonical(event))
print(head.hex(), 'as recorded' if head.hex() == data['chainHead'] else 'NOT AS RECORDED: ' + data['chainHead'])
END`,
  },
];

/** In the folder of a bundle. */
export function bundleCommands({ manifest: { signer } }: BundleData): readonly Command[] {
  return [
    { what: 'Every file', command: 'sha256sum --strict -c SHA256SUMS' },
    { what: 'Every file, nothing added, the event chains', command: `python3 - <<'END'\n${verifierProgram}END` },
    ...(signer ? [{ what: 'The signature (bash, OpenSSL 3)', command: opensslCommand(signer.algorithm) }] : []),
  ];
}
