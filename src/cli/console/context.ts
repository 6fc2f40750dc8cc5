/** What the console's pages work with. */
import type { Connection } from '../connection.ts';

export interface ConsoleContext {
  /** Against AWS the console reads and answers approvals; it starts and stops nothing. */
  readonly readOnly: boolean;
  /** For the header: `simulated organization small, seed 1`. */
  readonly description: string;
  readonly simulated: boolean;
  /** Folder of evidence. */
  readonly evidenceFolder: string;
  /** A connection to a target, `management` by default, as a person: `as` is what they say to be in a simulated organization. */
  connection(options?: { readonly target?: string; readonly as?: string }): Promise<Connection>;
  /** Every place of a target's ledger: the target's key, and what reads its table. Empty where none can be read. */
  ledgers(): Promise<readonly Ledger[]>;
}

/** One target's ledger table. */
export interface Ledger {
  readonly target: string;
  readonly tableName: string;
  /** ARN of anything in the table's account and Region, for `Connection.clientOf`. */
  readonly place: string;
}
