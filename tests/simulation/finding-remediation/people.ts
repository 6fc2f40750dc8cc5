/** What the people and providers around finding-remediation do in a simulation, and what they are told. */
import { BatchImportFindingsCommand, SecurityHubClient, type AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { FindingResult } from '../../../handlers/finding-remediation/contract.ts';
import { findingHash } from '../../../handlers/findings/finding.ts';
import type { Item } from '../../../handlers/ledger/table.ts';
import { bodies, objects } from '../../../src/sandbox/s3/rows.ts';
import { findingTable } from '../../../src/sandbox/securityhub/rows.ts';
import type { Findings } from '../../workflows/support/findings.ts';
import { again } from '../account-vending/again.ts';
import { rulesOf, type SeededAction, type SeededPlan } from './seeded-plan.ts';
import type { Watch } from './watch.ts';

/** Input of an execution that worked on a batch. */
interface Batch {
  readonly batch: string;
  readonly key?: string;
  readonly undo?: string;
}

export class People {
  readonly findings: readonly AwsSecurityFinding[];
  /** Every batch that was started, in order. */
  readonly batches = new Map<string, Batch>();
  private readonly running = new Set<string>();
  private readonly lastState = new Map<string, string>();
  private readonly doing: Promise<unknown>[] = [];
  private emitted = 0;

  constructor(
    readonly world: Findings,
    private readonly watch: Watch,
    private readonly plan: SeededPlan,
  ) {
    this.findings = [...findingTable(world.local.sandbox.store).values()].map(({ finding }) => finding);
    world.local.onEvent(({ executionArn, event }) => {
      if (!executionArn.includes('finding-remediation')) return;
      if (/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(event.type)) this.running.delete(executionArn);
      const entered = event.stateEnteredEventDetails?.name;
      if (entered !== undefined) this.lastState.set(executionArn, entered);
      if (event.type !== 'ExecutionStarted') return;
      this.running.add(executionArn);
      const input = JSON.parse(event.executionStartedEventDetails?.input ?? '{}') as Partial<Batch>;
      if (input.batch !== undefined && !isChild(executionArn)) this.batches.set(input.batch, input as Batch);
    });
  }

  /** Findings come in as the plan says. */
  async handIn(): Promise<void> {
    if (this.plan.intake === 'events') await this.emit(this.findings);
    else await this.startFile('file', this.findings);
  }

  actAsPlanned(): void {
    const { clock } = this.world.local;
    for (const action of this.plan.actions)
      clock.setTimer(clock.now() + action.atSecond * 1000, () => void this.doing.push(this.act(action)));
  }

  /** Waits for what people have begun. */
  async done(): Promise<void> {
    await Promise.all(this.doing);
  }

  /** Findings that are still to end. */
  unsettled(): AwsSecurityFinding[] {
    return this.findings.filter((one) => this.entryOf(hashOf(one))?.['state'] !== 'DONE');
  }

  /** Batches that hold unsettled findings are started again; what never came to one is handed in as a file. */
  async startAgain(round: number): Promise<void> {
    const unsettled = this.unsettled();
    const held = new Set(unsettled.flatMap((one) => this.entryOf(hashOf(one))?.['batch'] ?? []) as string[]);
    for (const batch of held) await this.start(`${batch.slice(0, 60)}-hand-${round}`, this.batches.get(batch)!);
    const never = unsettled.filter((one) => this.entryOf(hashOf(one)) === undefined);
    if (never.length > 0) await this.startFile(`hand-${round}`, never);
  }

  /** Somebody changes resources after they were repaired. */
  changeSince(): void {
    for (const index of this.plan.changedSince) this.change(index);
  }

  async undo(round: number): Promise<void> {
    for (const { batch, undo } of [...this.batches.values()]) {
      if (undo !== undefined) continue;
      await this.start(`undo-${batch.slice(0, 60)}-${round}`, { batch: `undo-${batch.slice(0, 60)}`, undo: batch });
    }
  }

  undoingUnsettled(): boolean {
    return [...this.watch.ledger].some(
      ([name, { state, batch }]) => name.startsWith('FINDING#') && state === 'TAKEN' && String(batch).startsWith('undo-'),
    );
  }

  /** Executions that have not ended, each with the last state that it entered. */
  stillRunning(): string[] {
    return [...this.running].map(
      (executionArn) => `${executionArn.split(':').slice(6).join(':')} in ${this.lastState.get(executionArn)}`,
    );
  }

  entryOf(hash: string): Item | undefined {
    return this.watch.ledger.get(`FINDING#${hash} REMEDIATION`);
  }

  outcomes(): string {
    const counts: Record<string, number> = {};
    for (const one of this.findings) {
      const outcome = String(this.entryOf(hashOf(one))?.['outcome'] ?? 'none');
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    return Object.entries(counts)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', ');
  }

  /** What the result files say, oldest first, by batch. */
  async reports(): Promise<Map<string, FindingResult[][]>> {
    await Promise.resolve();
    const { store } = this.world.local.sandbox;
    const reports = new Map<string, FindingResult[][]>();
    for (const [id, { key }] of objects(store).entries()) {
      const batch = /^results\/([^/]+)\//.exec(key)?.[1];
      if (batch === undefined) continue;
      const lines = Buffer.from(bodies(store).get(id)!, 'base64').toString().split('\n').filter(Boolean);
      reports.set(batch, [...(reports.get(batch) ?? []), lines.map((line) => JSON.parse(line) as FindingResult)]);
    }
    return reports;
  }

  private async act({ kind, index, atSecond }: SeededAction): Promise<void> {
    if (kind === 'stop-batch') await this.stop((arn) => !isChild(arn), index);
    if (kind === 'stop-child') await this.stop(isChild, index);
    if (kind === 're-emit')
      await this.emit(this.findings, index % 2 === 0 ? new Date(this.world.local.now()).toISOString() : undefined);
    if (kind === 'choose') await this.choose(this.findings[index]!);
    if (kind === 'edit-rules') await again(() => this.world.putRules(rulesOf(this.plan, true)));
    if (kind === 'change-resource') this.changeWhenLookedAt(index);
    const [last] = [...this.batches.values()].slice(-1);
    if (kind === 'restart' && last) await this.start(`${last.batch.slice(0, 60)}-beside-${atSecond}`, last);
  }

  /** The provider sends the findings, or sends them again. */
  private async emit(findings: readonly AwsSecurityFinding[], UpdatedAt?: string): Promise<void> {
    for (const account of new Set(findings.map(({ AwsAccountId }) => AwsAccountId!))) {
      const hub = new SecurityHubClient(this.world.local.sdkConfig('provider', { account, region: 'us-east-1' }));
      const Findings = findings
        .filter(({ AwsAccountId }) => AwsAccountId === account)
        .map((one) => ({ ...one, ...(UpdatedAt === undefined ? {} : { UpdatedAt }) }));
      await again(() => hub.send(new BatchImportFindingsCommand({ Findings })));
      hub.destroy();
    }
  }

  /** The custom action in the console. */
  private async choose(finding: AwsSecurityFinding): Promise<void> {
    const key = `chosen-${(this.emitted += 1)}`;
    await this.startFile(key, [finding], { asked: true });
  }

  /** Somebody changes the resource right when its repair begins, after it was looked at; or now, where nothing runs. */
  private changeWhenLookedAt(index: number): void {
    const stop = this.world.local.onEvent(({ event }) => {
      if (event.stateEnteredEventDetails?.name !== 'Apply Fix') return;
      stop();
      this.change(index);
    });
  }

  private change(index: number): void {
    const id = this.findings[index]!.Resources![0]!.Id!;
    const place = this.watch.places.get(id);
    if (!place) return;
    const { store } = this.world.local.sandbox;
    this.watch.bySomebodyElse(() => {
      const table = store.table<object>(place.table);
      table.put(place.key, changedRow(table.get(place.key)!, index));
    });
  }

  private async stop(which: (arn: string) => boolean, index: number): Promise<void> {
    const candidates = [...this.running].filter(which);
    if (candidates.length === 0) return;
    const stepFunctions = this.stepFunctions();
    await again(() =>
      stepFunctions.send(
        new StopExecutionCommand({ executionArn: candidates[index % candidates.length]!, cause: 'an operator' }),
      ),
    );
    stepFunctions.destroy();
  }

  private async startFile(name: string, findings: readonly AwsSecurityFinding[], more: object = {}): Promise<void> {
    const key = await again(() => this.world.putFindings(name, findings));
    await this.start(name, { batch: name, key, ...more });
  }

  private async start(name: string, input: object): Promise<void> {
    await again(() => this.world.start('finding-remediation', name, input)).catch((error: unknown) => {
      if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
    });
  }

  private stepFunctions(): SFNClient {
    const { local } = this.world;
    return new SFNClient(
      local.sdkConfig(
        'operator',
        local.targets.find(({ key }) => key === 'security'),
      ),
    );
  }
}

export const hashOf = ({ Id, ProductArn }: AwsSecurityFinding): string => findingHash({ Id: Id!, ProductArn: ProductArn! });

const isChild = (executionArn: string): boolean => /:execution:[^:]+\/[^:]+:/.test(executionArn);

/** The row as it is after somebody changed what the playbooks look at. */
function changedRow(row: object, index: number): object {
  if ('rotates' in row) return { ...row, rotates: !row.rotates };
  if ('sharedWith' in row) return { ...row, sharedWith: ['111111111111', `22222222222${index % 10}`] };
  if ('ingress' in row) {
    const rule = {
      IpProtocol: 'tcp',
      FromPort: 3389,
      ToPort: 3389,
      IpRanges: [{ CidrIp: '0.0.0.0/0' }],
      Ipv6Ranges: [{ CidrIpv6: '::/0' }],
    };
    return { ...row, ingress: [rule] };
  }
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Theirs',
        Effect: 'Allow',
        Principal: { AWS: '111111111111' },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${(row as { name: string }).name}/*`,
      },
    ],
  };
  const { settings } = row as { settings: object };
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: true,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  };
  return { ...row, policy: JSON.stringify(policy), settings: { ...settings, PublicAccessBlockConfiguration } };
}
