/** Another capture of the same workflow is at work; its bundle comes first in the chain. Try again. */
export class EvidenceContended extends Error {
  override readonly name = 'EvidenceContended';
  constructor(readonly workflow: string) {
    super(`Another capture of ${workflow} is at work. Lambda calls again; the daily sweep captures what stays behind.`);
  }
}
