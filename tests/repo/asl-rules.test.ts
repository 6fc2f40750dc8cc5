/** What every state machine keeps, whatever it does: the rules of docs/concepts.md that a definition alone can show. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot, trackedFiles } from '../support/repository.ts';

interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly Resource?: string;
  /** A number or, where the input says it, JSONata. */
  readonly TimeoutSeconds?: number | string;
  readonly Arguments?: { readonly FunctionName?: string };
  readonly HeartbeatSeconds?: number;
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly MaxAttempts?: number;
    readonly MaxDelaySeconds?: number;
    readonly JitterStrategy?: string;
  }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Output?: unknown;
    readonly Assign?: unknown;
  }[];
  readonly Default?: string;
  readonly Next?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: Machine;
  readonly Branches?: readonly Machine[];
}
interface Machine {
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const machines = trackedFiles()
  .filter((file) => /^asl\/.*\.asl\.json$/.test(file) || file === 'tests/workflows/fixtures/ask-approval.asl.json')
  .map((file) => ({ file, machine: JSON.parse(readFileSync(join(repositoryRoot, file), 'utf8')) as Machine }));

/** The function that asks people (handlers/approval), as definitions name it. */
const requestApproval = '${RequestApproval}';

/** Every state of a machine, those inside maps and branches too. */
function statesOf(machine: Machine): [string, State][] {
  return Object.entries(machine.States).flatMap(([name, state]): [string, State][] => [
    [name, state],
    ...[...(state.ItemProcessor ? [state.ItemProcessor] : []), ...(state.Branches ?? [])].flatMap(statesOf),
  ]);
}

/** `file: state` for each state that breaks a rule. */
function breaking(rule: (state: State, name: string) => boolean, type?: string): string[] {
  return machines.flatMap(({ file, machine }) =>
    statesOf(machine)
      .filter(([name, state]) => (type === undefined || state.Type === type) && !rule(state, name))
      .map(([name]) => `${file}: ${name}`),
  );
}

describe('state machines', () => {
  it('are written in JSONata, bounded in time, and fit one screen', () => {
    expect(machines.length).toBeGreaterThan(0);
    const wrong = machines.filter(
      ({ machine }) => machine.QueryLanguage !== 'JSONata' || !machine.TimeoutSeconds || Object.keys(machine.States).length > 15,
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('say in each Comment why the state is there', () => {
    expect(breaking(({ Comment }) => (Comment ?? '').length > 20)).toEqual([]);
  });

  it('name states as verb phrases in Title Case', () => {
    expect(breaking((_state, name) => /^[A-Z][a-z]+( [A-Z][A-Za-z]*)+$/.test(name))).toEqual([]);
  });

  it('give every Choice a Default', () => {
    expect(breaking(({ Default }) => Default !== undefined, 'Choice')).toEqual([]);
  });

  it('give every Task a timeout, a Retry and a Catch of everything', () => {
    expect(breaking(({ TimeoutSeconds = 0 }) => typeof TimeoutSeconds === 'string' || TimeoutSeconds > 0, 'Task')).toEqual([]);
    expect(breaking(({ Retry }) => (Retry ?? []).length > 0, 'Task')).toEqual([]);
    expect(breaking(({ Catch }) => (Catch ?? []).some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL')), 'Task')).toEqual(
      [],
    );
  });

  it('bound every Retry: attempts, longest delay, a stated jitter; never on everything', () => {
    expect(
      breaking(({ Retry }) =>
        (Retry ?? []).every(
          ({ MaxAttempts, MaxDelaySeconds, JitterStrategy, ErrorEquals }) =>
            (MaxAttempts ?? 0) > 0 &&
            (MaxDelaySeconds ?? 0) > 0 &&
            JitterStrategy !== undefined &&
            !ErrorEquals.includes('States.ALL'),
        ),
      ),
    ).toEqual([]);
  });

  it('guard every task token with a heartbeat that is retried, but those that people answer', () => {
    expect(
      breaking(
        ({ Resource, Arguments, HeartbeatSeconds, Retry }) =>
          !Resource?.endsWith('.waitForTaskToken') ||
          Arguments?.FunctionName === requestApproval ||
          ((HeartbeatSeconds ?? 0) > 0 &&
            (Retry ?? []).some(({ ErrorEquals }) => ErrorEquals.includes('States.HeartbeatTimeout'))),
        'Task',
      ),
    ).toEqual([]);
  });

  it('go on where an approval is rejected and where nobody answers in time, without a heartbeat: docs/operating/approvals.md', () => {
    expect(
      breaking(
        ({ Arguments, HeartbeatSeconds, Catch }) =>
          Arguments?.FunctionName !== requestApproval ||
          (HeartbeatSeconds === undefined &&
            ['ApprovalRejected', 'States.Timeout'].every((error) =>
              Catch?.some(({ ErrorEquals }) => ErrorEquals.includes(error)),
            )),
        'Task',
      ),
    ).toEqual([]);
  });

  it('have no loop: a state never leads back to itself, so polling is Retry', () => {
    const looping = machines.flatMap(({ file, machine }) =>
      [machine, ...statesOf(machine).flatMap(([, { ItemProcessor }]) => (ItemProcessor ? [ItemProcessor] : []))]
        .filter(hasLoop)
        .map(() => file),
    );
    expect(looping).toEqual([]);
  });
});

function hasLoop({ StartAt, States }: Machine): boolean {
  const finished = new Set<string>();
  const visit = (name: string, path: readonly string[]): boolean => {
    if (path.includes(name)) return true;
    if (finished.has(name)) return false;
    const state = States[name]!;
    const next = [
      state.Next,
      state.Default,
      ...(state.Choices ?? []).map((choice) => choice.Next),
      ...(state.Catch ?? []).map((catcher) => (catcher as { Next?: string }).Next),
    ].filter((target) => target !== undefined);
    const loops = next.some((target) => visit(target, [...path, name]));
    finished.add(name);
    return loops;
  };
  return visit(StartAt, []);
}
