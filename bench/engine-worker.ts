/**
 * One run of one workload: `node engine-worker.mjs <ours|peer|bare> <workload>`. Prints `{milliseconds, rssMb}` as JSON.
 * `bare` evaluates a JSONata workload's expressions alone, with the library and nothing around it.
 */
import { StateMachine } from 'aws-local-stepfunctions';
import jsonata from 'jsonata';
import { VirtualClock } from '../src/engine/clock.ts';
import { Engine } from '../src/engine/engine.ts';
import type { Json } from '../src/engine/json.ts';
import { awsLimits } from '../src/engine/limits.ts';
import { engineWorkloads, type EngineWorkload } from './engine-workloads.ts';

export type Runner = 'ours' | 'peer' | 'bare';

/** Runs with the whole history in memory; gives milliseconds and the output. */
const runners: Readonly<Record<Runner, (workload: EngineWorkload) => Promise<{ milliseconds: number; output: Json }>>> = {
  ours: runOurs,
  peer: runPeer,
  bare: evaluateBare,
};

async function runOurs({ definition, input }: EngineWorkload): Promise<{ milliseconds: number; output: Json }> {
  const engine = new Engine({
    clock: new VirtualClock(Date.UTC(2026, 0)),
    callService: async () => ({ ok: false, error: 'States.Runtime', cause: 'a benchmark calls no service' }),
    random: () => 0.5,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    account: '111122223333',
    region: 'eu-west-1',
    // The workloads are longer and larger than AWS allows.
    limits: { ...awsLimits, maxHistoryEvents: Infinity, maxDataBytes: Infinity },
  });
  const request = {
    stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:bench',
    definition: JSON.stringify(definition),
    roleArn: 'arn:aws:iam::111122223333:role/bench',
    type: 'STANDARD',
    name: 'bench',
    input: JSON.stringify(input),
  } as const;
  // The peer's machine is made before its clock starts too: a definition is compiled once and runs many times.
  engine.prepare(request.definition);
  const startedAt = performance.now();
  const { arn } = engine.start(request);
  const { status, output } = await engine.ended(arn);
  const milliseconds = performance.now() - startedAt;
  if (status !== 'SUCCEEDED') throw new Error(`the engine ended ${status}`);
  return { milliseconds, output: JSON.parse(output ?? 'null') as Json };
}

async function runPeer({ definition, input }: EngineWorkload): Promise<{ milliseconds: number; output: Json }> {
  const machine = new StateMachine(definition as unknown as ConstructorParameters<typeof StateMachine>[0], {
    validationOptions: { noValidate: true },
  });
  const startedAt = performance.now();
  const output = (await machine.run(input as Parameters<StateMachine['run']>[0]).result) as Json;
  return { milliseconds: performance.now() - startedAt, output };
}

async function evaluateBare({ input, expressions, name }: EngineWorkload): Promise<{ milliseconds: number; output: Json }> {
  if (!expressions) throw new Error(`${name} has no expressions to evaluate`);
  const compiled = expressions.texts.map((text) => jsonata(text));
  const states = { input: input as { i: number; n: number } };
  const startedAt = performance.now();
  for (let round = 0; round < expressions.rounds; round += 1) {
    const [, next, same] = [
      await compiled[0]!.evaluate(undefined, { states }),
      (await compiled[1]!.evaluate(undefined, { states })) as number,
      (await compiled[2]!.evaluate(undefined, { states })) as number,
    ];
    states.input = { i: next, n: same };
  }
  return { milliseconds: performance.now() - startedAt, output: states.input };
}

const [runner = '', name = ''] = process.argv.slice(2);
const workload = engineWorkloads.find((candidate) => candidate.name === name);
if (!workload || !(runner in runners)) throw new Error(`unknown run: ${runner} ${name}`);
const { milliseconds, output } = await runners[runner as Runner](workload);
if (!workload.isRight(output)) throw new Error(`${runner} computed the wrong output for ${name}`);
const rssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ milliseconds, rssMb }) + '\n');
