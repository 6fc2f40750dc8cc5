/** README.txt of a bundle: what it is, what it proves and does not, and how to check it with nothing of ours. */
import { chainAlgorithm } from './event-chain.ts';
import { opensslCommand, type SignatureAlgorithm } from './signature.ts';

/** Python 3, standard library only. It checks what `groundcrew evidence verify` checks, except the signature. */
const program = `import hashlib, json, os, re, sys
def fail(text): print("FAILED", text); sys.exit(1)
def read(name): return open(name, "rb").read()
def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
listed = {}
lines = read("SHA256SUMS").decode("utf-8", "replace").split("\\n")
if lines.pop() != "": fail("SHA256SUMS does not end with a line")
for line in lines:
    if not re.fullmatch("[0-9a-f]{64}  [^\\n]+", line): fail("SHA256SUMS has a line that is none: " + line)
    sha, name = line[:64], line[66:]
    listed[name] = sha
    if not os.path.isfile(name): fail(name + " is missing")
    if hashlib.sha256(read(name)).hexdigest() != sha: fail(name + " was changed")
for folder, _, names in os.walk("."):
    for name in (os.path.relpath(os.path.join(folder, one), ".").replace(os.sep, "/") for one in names):
        if name not in listed and name != "SHA256SUMS": fail(name + " is not listed in SHA256SUMS")
manifest = json.loads(read("manifest.json"))
for name, file in manifest["files"].items():
    if listed.get(name) != file["sha256"]: fail("SHA256SUMS and manifest.json disagree on " + name)
for name in set(listed) - set(manifest["files"]) - {"manifest.json", "manifest.sig"}: fail(name + " is not in manifest.json")
for folder, chain in manifest.get("chains", {}).items():
    pages = sorted(name for name in listed if name.startswith(folder + "history-"))
    events = [event for page in pages for event in json.loads(read(page))["events"]]
    digest = hashlib.sha256(canonical(chain["header"])).digest()
    for event in events: digest = hashlib.sha256(digest + canonical(event)).digest()
    if digest.hex() != chain["head"] or len(events) != chain["events"]: fail("event chain of " + folder)
print("OK", manifest["id"])
`;

export interface ReadMe {
  readonly id: string;
  readonly simulated: boolean;
  readonly redacted: boolean;
  readonly hasPage: boolean;
  readonly signedWith?: SignatureAlgorithm;
}

export function readMe({ id, simulated, redacted, hasPage, signedWith }: ReadMe): string {
  return `Evidence bundle ${id}
${simulated ? '\nTHIS IS A SIMULATION. It ran in a simulated organization and is no evidence of a real control.\n' : ''}
What is in it
  manifest.json     what ran, when, by whom, with the SHA-256 and size of every other file but SHA256SUMS
  SHA256SUMS        SHA-256 of every other file
  aws/              answers of the Step Functions API: execution.json (DescribeExecution), definition.json
                    (DescribeStateMachineForExecution), history-0001.json and on (GetExecutionHistory)
  children/         the same of each execution that it started and of the executions of its Map Runs
  approvals.json    what was asked of people, who answered, when
  changes.json      the calls that changed something
  gaps.json         what is not in here, and why
  redactions.json   what was taken out (${redacted ? 'personal data and task tokens' : 'task tokens only'}): reason and HMAC-SHA-256 of
                    each value, under a salt that is kept apart
${hasPage ? '  trace.html        the execution as a page; opens without a network\n' : '  (no trace.html: groundcrew trace <this folder> writes the page)\n'}${signedWith ? `  manifest.sig      ${signedWith} signature of manifest.json, base64\n  public-key.pem    the key that it was signed with: compare it with that of whoever signed\n` : ''}
How to check it without Groundcrew
  In this folder:   sha256sum --strict -c SHA256SUMS
  Everything:       put the program below into a file outside of this folder and run it here with Python 3.
${signedWith ? `  Signature (bash): ${opensslCommand(signedWith)}\n` : ''}
What a check proves
  That nothing in this folder was changed, added or taken away since it was captured, and that the events are whole and in order.
  Chain: ${chainAlgorithm}; h0 over the header in the manifest, then each event.

What it does not prove
  That the capture was honest, or that this folder is the first one made: compare the SHA-256 of manifest.json with what was
  written down elsewhere (a ticket, an object under S3 Object Lock), or check the signature.
  Actors marked "declared" are what somebody said; "cloudtrail" and "aws" are what AWS recorded or authenticated.
  Redacted values are not in here; the holder of the salt can prove a guess, not read a value.

--- program ---
${program}`;
}

/** The program alone, for tests and documentation. */
export const verifierProgram = program;
