/** What people and others do while a drill runs, at the times of the plan. Each acts through AWS's APIs. */
import { accountTable, organizationalUnitTable } from '../../../src/sandbox/organizations/rows.ts';
import { calmAfter, type OperatorAction, type SeededPlan } from './seeded-plan.ts';
import type { Watcher } from './watcher.ts';
import { callerOf, homeRegion, inputOf, type World } from './world.ts';

/** What is tried again until it is answered: faults strike people's calls too. */
const tries = 5;

export class Operators {
  private drillArn: string | undefined;
  private foreign: string | undefined;

  constructor(
    private readonly world: World,
    private readonly plan: SeededPlan,
    private readonly watcher: Watcher,
  ) {}

  arrange(drillArn: string): void {
    this.drillArn = drillArn;
    for (const { kind, at } of this.plan.actions) this.world.at(at, () => this.carryOut(kind));
    this.world.at(calmAfter(this.plan), () => this.carryOut('mend'));
    this.answer(this.plan.approval.at, 0);
  }

  private async again<Output>(service: string, operation: string, input: object): Promise<Output> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.world.call<Output>(service, operation, input);
      } catch (error) {
        if (attempt === tries) throw error;
      }
    }
  }

  /** Does it now; what it rejects with is left. */
  act(kind: OperatorAction['kind']): void {
    void this.carryOut(kind).catch(() => undefined);
  }

  private async carryOut(kind: OperatorAction['kind']): Promise<unknown> {
    const { watcher, world } = this;
    const { facts } = watcher;
    const now = world.local.now();
    const guard = (): void => {
      if (facts.entries().some(({ state }) => state === 'ARMED')) watcher.guardTrippedAt ??= now;
    };
    const PolicyId = facts.policies().find(({ id }) => facts.attachedTo(id).includes(facts.unitId))?.id;
    switch (kind) {
      case 'stop-drill':
        return this.again('states', 'StopExecution', { executionArn: this.drillArn, cause: 'an operator' });
      case 'abort': {
        // As groundcrew drill abort does; the rule starts a janitor of its own beside this one.
        const input = JSON.stringify({ executionArn: this.drillArn, cause: 'aborted' });
        await this.again('states', 'StopExecution', { executionArn: this.drillArn, cause: 'aborted' });
        return this.again('states', 'StartExecution', { stateMachineArn: world.machines.janitor, name: 'abort', input });
      }
      case 'stop-janitor': {
        const { executions } = await this.again<{ executions: { executionArn: string }[] }>('states', 'ListExecutions', {
          stateMachineArn: world.machines.janitor,
          statusFilter: 'RUNNING',
        });
        for (const { executionArn } of executions)
          await this.again('states', 'StopExecution', { executionArn, cause: 'an operator' });
        return undefined;
      }
      case 'freeze':
        await this.put({ pk: { S: 'DRILL' }, sk: { S: 'FREEZE' }, reason: { S: 'an operator' } });
        return guard();
      case 'alarm':
        await this.alarm('guard', 'ALARM');
        return guard();
      case 'break':
        await this.alarm('shop', 'ALARM');
        watcher.changedAt = now;
        return undefined;
      case 'mend':
        await this.alarm('shop', 'OK');
        await this.alarm('guard', 'OK');
        await this.again('organizations', 'AttachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: facts.unitId }).catch(
          () => undefined,
        );
        return this.foreign && this.again('organizations', 'DetachPolicy', { PolicyId: this.foreign, TargetId: facts.unitId });
      case 'move-in':
      case 'move-out':
        watcher.movedAt ??= now;
        await this.move(kind);
        return guard();
      case 'detach':
        if (PolicyId === undefined) return undefined;
        watcher.meddled = true;
        return this.again('organizations', 'DetachPolicy', { PolicyId, TargetId: facts.unitId });
      case 'detach-full-access':
        watcher.meddled = true;
        await this.again('organizations', 'DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: facts.unitId });
        return guard();
      case 'foreign-policy':
        return this.foreignPolicy();
      case 'second-drill':
        return this.again('states', 'StartExecution', {
          stateMachineArn: world.machines.drill,
          name: 'second',
          input: JSON.stringify(inputOf(this.plan, 'second')),
        });
      case 'vending':
        return this.vending();
      case 'rewrite-policy':
        return PolicyId === undefined
          ? undefined
          : this.again('organizations', 'UpdatePolicy', { PolicyId, Description: 'somebody else was here' });
      case 'delete-schedule': {
        const [schedule] = facts.schedules();
        return schedule && this.again('scheduler', 'DeleteSchedule', { Name: schedule.name });
      }
      case 'sweep':
        return this.again('lambda', 'Invoke', {
          FunctionName: 'groundcrew-prod-sweepDrills',
          InvocationType: 'Event',
          Payload: Buffer.from('{}'),
        });
    }
  }

  private put(Item: object): Promise<unknown> {
    const TableName = this.world.local.stackOutputs['management']!['LedgerTableName'];
    return this.again('dynamodb', 'PutItem', { TableName, Item });
  }

  private alarm(AlarmName: string, StateValue: string): Promise<unknown> {
    return this.again('monitoring', 'SetAlarmState', { AlarmName, StateValue, StateReason: 'an operator' });
  }

  private move(kind: 'move-in' | 'move-out'): Promise<unknown> {
    const { store } = this.world.local.sandbox;
    const other = [...organizationalUnitTable(store).values()].find(({ name }) => name === 'Sandbox')!.id;
    const unit = this.watcher.facts.unitId;
    const [from, to, name] = kind === 'move-in' ? [other, unit, 'stray'] : [unit, other, 'web-1'];
    const AccountId = [...accountTable(store).values()].find((account) => account.name === name)!.id;
    return this.again('organizations', 'MoveAccount', { AccountId, SourceParentId: from, DestinationParentId: to });
  }

  /** Another policy denies the same: what the drill measures must not be that. */
  private async foreignPolicy(): Promise<unknown> {
    const Statement = [
      {
        Sid: 'Foreign',
        Effect: 'Deny',
        Action: ['dynamodb:*', 'sqs:*', 'iam:*'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': [this.plan.region ?? homeRegion] } },
      },
    ];
    const { Policy } = await this.again<{ Policy: { PolicySummary: { Id: string } } }>('organizations', 'CreatePolicy', {
      ...{ Name: 'foreign', Description: 'foreign', Type: 'SERVICE_CONTROL_POLICY' },
      Content: JSON.stringify({ Version: '2012-10-17', Statement }),
    });
    this.foreign = Policy.PolicySummary.Id;
    return this.again('organizations', 'AttachPolicy', { PolicyId: this.foreign, TargetId: this.watcher.facts.unitId });
  }

  /** A vending of an account says that it begins in the unit, as account-vending does. */
  private vending(): Promise<unknown> {
    const until = new Date(this.world.local.now() + 300_000).toISOString();
    const lineages = { L: [{ L: [{ S: this.watcher.facts.unitId }] }] };
    return this.put({
      pk: { S: 'INTERLOCK#RUNNING' },
      sk: { S: 'vending' },
      workflow: { S: 'account-vending' },
      executionArn: { S: 'vending' },
      lineages,
      until: { S: until },
    });
  }

  /** Answers the question, and again when AWS did not answer. */
  private answer(at: number, attempt: number): void {
    const { kind } = this.plan.approval;
    if (kind === 'nobody' || attempt > 8) return;
    this.world.at((kind === 'late' ? 200 : at) + 20 * attempt, async () => {
      const settled = await this.decide(kind).catch(() => false);
      if (!settled) this.answer(at, attempt + 1);
    });
  }

  private async decide(kind: SeededPlan['approval']['kind']): Promise<boolean> {
    const listed = (await this.url('ana', 'GET')) as { approvals?: { approval: string; executionArn: string }[] };
    const { everybody } = this.plan.approval;
    const asked = listed.approvals?.find(({ executionArn }) => everybody === true || executionArn === this.drillArn);
    const approval = kind === 'another' ? '0123456789abcdef0123' : asked?.approval;
    if (approval === undefined) return false;
    const decision = kind === 'reject' ? 'REJECTED' : 'APPROVED';
    const answered = (await this.url(kind === 'requester' ? 'starter' : 'ana', 'POST', { approval, decision })) as object & {
      approval?: object;
    };
    return everybody !== true && (answered.approval !== undefined || kind === 'another');
  }

  private async url(person: string, method: string, body?: object): Promise<unknown> {
    const { local } = this.world;
    const credentials = local.operatorCredentials(person);
    const caller = callerOf(local, person);
    const { hostname } = new URL(local.stackOutputs['management']!['ApprovalUrl']!);
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    const outcome = await local.sandbox.invoke({
      ...{ service: 'lambda', operation: 'InvokeFunctionUrl', account: caller.account, region: homeRegion },
      input: {
        request: { method, hostname, path: '/', query: {}, headers: { host: hostname }, body: bytes },
        accessKeyId: credentials.accessKeyId,
      },
      caller,
    });
    if ('error' in outcome) throw outcome.error;
    return JSON.parse(Buffer.from((outcome.output as { body: Uint8Array }).body).toString('utf8'));
  }
}
