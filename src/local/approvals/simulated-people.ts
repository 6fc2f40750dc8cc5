/** People whom a rehearsal makes up: they approve whatever is asked, through the same function as real ones, and are recorded as simulated. */
import type { WireRequest, WireResponse } from '../bundles/sdk-transport.ts';
import { namingSigner } from '../bundles/naming-signer.ts';
import type { SdkCredentials } from '../local.ts';
import { LocalError } from '../local-error.ts';
import type { WaitingApproval, WaitingApprovals } from './waiting-approvals.ts';

/** How the function behind the approvals' URL is reached. */
export interface ApprovalEndpoint {
  /** URL of the approvals in the account and Region of an execution; undefined where no target has approvals. */
  urlOf(executionArn: string): string | undefined;
  /** Credentials of a person in an account. */
  credentials(name: string, account: string): SdkCredentials;
  send(request: WireRequest): Promise<WireResponse>;
}

/** What the URL shows of an approval, as far as it matters here. */
interface View {
  readonly approval: string;
  readonly executionArn: string;
  readonly state: string;
  readonly action: string;
}

/** Faults of an organization strike a bounded number of calls. */
const mostTries = 6;

export class SimulatedPeople {
  private readonly failed: Promise<never>;
  private fail!: (error: unknown) => void;

  /** `names` answer in this order, as many of them as an approval asks for. */
  constructor(
    private readonly names: readonly string[],
    private readonly endpoint: ApprovalEndpoint,
  ) {
    this.failed = new Promise<never>((_resolve, reject) => (this.fail = reject));
    this.failed.catch(() => undefined);
  }

  /**
   * Answers what waits, and what is asked until `during` settles.
   * @throws LocalError when one of them may not approve.
   */
  async answer<Value>(approvals: WaitingApprovals, during: () => Promise<Value>): Promise<Value> {
    const asked = (approval: WaitingApproval): void => void this.approve(approval).catch((error: unknown) => this.fail(error));
    const stop = approvals.onAsked(asked);
    try {
      for (const approval of approvals.all()) asked(approval);
      return await Promise.race([during(), this.failed]);
    } finally {
      stop();
    }
  }

  private async approve({ executionArn }: WaitingApproval): Promise<void> {
    const url = this.endpoint.urlOf(executionArn);
    if (url === undefined) throw new LocalError(`No packaged target has approvals where ${executionArn} runs.`);
    const account = executionArn.split(':')[4]!;
    const { approvals = [] } = (await this.call(url, account, this.names[0]!, 'GET')) as { approvals?: readonly View[] };
    for (const { approval, action } of approvals.filter((pending) => pending.executionArn === executionArn)) {
      for (const name of this.names) {
        const answer = (await this.call(url, account, name, 'POST', { approval, decision: 'APPROVED', simulated: true })) as {
          approval?: View;
          error?: string;
          message?: string;
        };
        if (!answer.approval) throw new LocalError(`${name} cannot approve "${action}": ${answer.message ?? answer.error ?? ''}`);
        if (answer.approval.state !== 'PENDING') break;
      }
    }
  }

  /** A person to whom AWS could not answer tries again. */
  private async call(url: string, account: string, name: string, method: string, body?: object): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      const { statusCode, document } = await this.callOnce(url, account, name, method, body).catch((error: unknown) => {
        if (tries >= mostTries) throw error;
        return { statusCode: 503, document: undefined };
      });
      if (document !== undefined && (tries >= mostTries || (statusCode !== 429 && statusCode < 500))) return document;
    }
  }

  private async callOnce(
    url: string,
    account: string,
    name: string,
    method: string,
    body?: object,
  ): Promise<{ statusCode: number; document: unknown }> {
    const { hostname } = new URL(url);
    const region = hostname.split('.')[2]!;
    const Signer = namingSigner(this.endpoint.credentials(name, account)) as new (settings: object) => {
      sign(request: { headers: Record<string, string> }): Promise<{ headers: Record<string, string> }>;
    };
    const { headers } = await new Signer({ service: 'lambda', region }).sign({ headers: { host: hostname } });
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    const answer = await this.endpoint.send({ method, hostname, path: '/', query: {}, headers, body: bytes });
    const { statusCode } = answer;
    try {
      return { statusCode, document: JSON.parse(Buffer.from(answer.body).toString('utf8')) as unknown };
    } catch {
      return { statusCode, document: { message: `the approvals' function failed with status ${statusCode}` } };
    }
  }
}
