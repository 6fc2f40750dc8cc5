/** Holds an organization: puts sandbox, engine, functions, files and server together, and drives virtual time. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { VirtualClock } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { randomStream, randomUuid } from '../sandbox/core/random.ts';
import { Bundles } from './bundles/compile-bundle.ts';
import { FunctionRunner } from './bundles/function-runner.ts';
import { sdkTransport, type WireRequest, type WireResponse } from './bundles/sdk-transport.ts';
import { makeCallService } from './call-service/call-service.ts';
import { makeObjectStore } from './call-service/object-store.ts';
import type { ServicePort } from './call-service/service-port.ts';
import { administrator, deployTargets, type ApiCall } from './deploy-targets.ts';
import { ExecutionArchive } from './executions/archive.ts';
import { executionFolder } from './executions/execution-files.ts';
import { Restorer, lostWarning } from './executions/restorer.ts';
import { Leaving } from './executions/leaving.ts';
import { ExecutionRecording } from './executions/execution-recording.ts';
import { functionSource } from './function-source.ts';
import { approvalFunctions, approvalUrl } from './approvals/approval-outputs.ts';
import { SimulatedPeople } from './approvals/simulated-people.ts';
import { WaitingApprovals } from './approvals/waiting-approvals.ts';
import { Background } from './gate/background.ts';
import { Driver } from './gate/driver.ts';
import { Gate } from './gate/gate.ts';
import type { ExecutionEvent, Local, OpenLocalOptions, RunOptions, RunOutcome, SdkConfig, SdkCredentials } from './local.ts';
import type { Lock } from './lock.ts';
import { makeOperator } from './operator.ts';
import type { EnginePart, Parts, SandboxPart } from './parts.ts';
import type { ServerAddress } from './server/address.ts';
import { startServer, type LoopbackServer } from './server/server.ts';
import { assumeRole, serviceSession } from './sessions.ts';
import { begunOrganization } from './saved-organization.ts';
import { stackMemory, stacksService } from './stacks-service.ts';
import { machineRoleCheck } from './states/machine-role-check.ts';
import { repeatDefiningCalls, statesService } from './states/states-service.ts';
import { announceStatus, statusEventsService } from './states/status-events.ts';
import { StepFunctionsFleet } from './step-functions-fleet.ts';
import { readTargets, type TargetPlace } from './targets.ts';
import { warmClients } from './warm-clients.ts';

/** An organization that this process holds: tests and benchmarks reach its parts. */
export interface LocalOwner extends Local {
  readonly role: 'owner';
  readonly sandbox: SandboxPart;
  /** Engine of the target `management`. */
  readonly engine: EnginePart;
  readonly clock: VirtualClock;
  /** Where the loopback server listens; absent in memory. */
  readonly server?: ServerAddress;
  /** Credentials of the organization's operator. */
  operatorCredentials(callerName: string): SdkCredentials;
  /** Lets time pass whenever an execution runs, also when nobody waits for it. Returns the function that ends it. */
  runInBackground(): () => void;
}

/** Real milliseconds between two writings of running executions' histories. */
const flushEveryMs = 200;

/**
 * Opens an organization in this process. `folder` is its folder, undefined for memory only; `lock` is released by `close`.
 * @throws LocalError, TemplateError.
 */
export async function openOwner(
  options: OpenLocalOptions,
  organizationName: string,
  folder: string | undefined,
  lock: Lock | undefined,
  parts: Parts,
): Promise<LocalOwner> {
  await warmClients();
  const executionsDirectory = folder === undefined ? undefined : join(folder, 'executions');
  if (executionsDirectory !== undefined) mkdirSync(executionsDirectory, { recursive: true, mode: 0o700 });
  const archive = executionsDirectory === undefined ? undefined : new ExecutionArchive(executionsDirectory);
  const begun = folder === undefined ? undefined : begunOrganization(folder, options.organizationFile, options.seed);
  const warnings = [...(begun?.warnings ?? [])];
  // The sandbox needs both before they can be made.
  const later: { clock?: VirtualClock; runner?: FunctionRunner } = {};
  const sandbox = await parts.openSandbox({
    organizationFile: options.organizationFile,
    ...(folder === undefined ? {} : { directory: folder }),
    ...seedOf(begun?.seed ?? options.seed),
    ...(options.callLog === undefined ? {} : { callLog: options.callLog }),
    clockAt: (now) => (later.clock = new VirtualClock(Math.max(now, archive?.latest ?? 0))),
    ports: {
      invokeFunction: ({ functionArn, payload, requestId }) => later.runner!.invoke(functionArn, payload, requestId),
      callStepFunctions: async (call) => (await apiCall({ ...call, service: 'states' })) as Json,
    },
  });
  const clock = later.clock!;
  const { settings } = sandbox;
  begun?.save(settings.seed);
  const { seed, managementAccount: account, homeRegion: region } = settings;
  const apiCall: ApiCall = async (request) => {
    const outcome = await sandbox.invoke(request);
    if ('error' in outcome) throw outcome.error;
    return outcome.output;
  };

  const gate = new Gate(clock, randomStream(seed, 'gate'));
  const approvals = new WaitingApprovals(() => clock.now());
  const driver: Driver = new Driver(
    clock,
    gate,
    options.pace,
    () => approvals.holdsAt(),
    () => background.serves,
  );
  const background = new Background(driver);
  const onTheWire: SandboxPart['handle'] = async (request) => {
    const loading = sandbox.loadingFor(request);
    if (loading) await gate.hold(loading);
    return sandbox.handle(request);
  };
  const codeDirectory = resolve(options.codeDirectory ?? '.');
  const bundles = new Bundles(codeDirectory);
  later.runner = new FunctionRunner(
    bundles,
    seed,
    functionSource(
      sandbox,
      () => clock.now(),
      (warning) => warnings.push(warning),
    ),
    {
      clock,
      gate,
      send: onTheWire,
      onLog: (entry) => options.onFunctionLog?.(entry),
    },
  );

  const recording = new ExecutionRecording(executionsDirectory, (executionArn) => engineOf(executionArn).mapRuns(executionArn));
  const uuids = randomStream(seed, `request-ids/${clock.now()}`);
  const port: ServicePort = {
    invoke: (request) => sandbox.invoke(request),
    machineSession: (roleArn, name) => serviceSession(sandbox, 'states', roleArn, name, clock.now()),
    assume: (machine, target, name, externalId) => assumeRole(sandbox, machine, target, name, externalId),
    uuid: () => randomUuid(uuids),
    now: () => clock.now(),
  };
  const fleet = new StepFunctionsFleet(
    {
      clock,
      seed,
      callService: approvals.watch(makeCallService(port, gate)),
      durable: archive && {
        record: (executionArn, input) => recording.input(executionArn, input),
        saved: (executionArn) => restorer!.saved(executionArn),
        restored: (execution) => restorer!.restored(execution),
        lost: (executionArn, reason) => restorer!.lost(executionArn, reason),
        waits: (call, answeredAt) => approvals.goesOnWaiting(call, answeredAt),
      },
      makeEngine: (request) => parts.makeEngine(request),
      objectStore: (owner, place) => makeObjectStore(port, gate, owner, place),
      wrap: (engine) =>
        recording.wrap(
          engine,
          archive,
          () => clock.now(),
          (arn) => restorer!.bringBack(arn),
        ),
      onEvent: (execution, event) => recording.event(execution, event),
      onStarted: (execution) => {
        background.started(execution.arn);
        announceStatus(execution, apiCall);
      },
      onClosed: (execution) => {
        background.closed(execution.arn);
        recording.closed(execution);
        leaving?.closed(execution);
        announceStatus(execution, apiCall);
      },
    },
    clock.now(),
  );
  const engineOf = (executionArn: string): EnginePart => {
    const [, , , place = region, owner = account] = executionArn.split(':');
    return fleet.engine(owner, place);
  };
  const restorer = archive && new Restorer({ archive, recording, engineOf, now: () => clock.now() });
  const leaving = archive && new Leaving(archive, recording, engineOf, () => clock.now());
  const apiOf = (owner: string, place: string): ReturnType<StepFunctionsFleet['api']> => fleet.api(owner, place);
  sandbox.register(stacksService);
  sandbox.register(statusEventsService);
  sandbox.register(statesService(apiOf, machineRoleCheck(sandbox)));
  await repeatDefiningCalls(sandbox.store, apiOf);

  const saveResource = (input: object): Promise<unknown> =>
    apiCall({ service: stacksService.name, operation: 'SaveResource', input, account, region, caller: administrator(account) });
  const targets = readTargets(resolve(options.targetsDirectory ?? '.serverless'), settings, options.targets);
  const operator = await makeOperator(apiCall, [account, ...targets.map((target) => target.account)], region);
  const places: readonly TargetPlace[] = targets.map(({ name, key, ...place }) => ({
    ...{ name, key, account: place.account, region: place.region },
  }));
  const memory = stackMemory(sandbox.store, saveResource);
  const deployed = await deployTargets(targets, settings, memory, bundles, apiCall);
  approvals.recognize(approvalFunctions(deployed.stackOutputs));
  warnings.push(...deployed.warnings, ...((await restorer?.restoreRunning()) ?? []).map(lostWarning));

  /** Answers a request of the command line or a loopback client; what it caused is on disk before. */
  const send = async (request: WireRequest): Promise<WireResponse> => {
    const answer = await driver.during(
      gate.requestFromOutside(async () => {
        const { latencyMs, ...value } = await onTheWire(request);
        return { value, latencyMs };
      }),
    );
    recording.flush();
    return answer;
  };
  const approvalEndpoint = {
    urlOf: (executionArn: string) => approvalUrl(targets, deployed.stackOutputs, executionArn),
    credentials: (name: string, owner: string) => sandbox.credentials(operator(name, owner)),
    send,
  };
  const run = async (executionArn: string, { approvals: how = 'hold' }: RunOptions = {}): Promise<RunOutcome> => {
    const engine = engineOf(executionArn);
    const known = engine.execution(executionArn);
    if (known?.status !== 'RUNNING') return 'closed';
    const drive = (): Promise<unknown> => driver.drive(engine.ended(executionArn));
    const noLonger = how === 'expire' ? approvals.letExpire() : undefined;
    try {
      const outcome =
        typeof how === 'object'
          ? await new SimulatedPeople(how.approveAs, approvalEndpoint).answer(approvals, drive)
          : await drive();
      return outcome === 'stalled' ? 'waiting-for-person' : 'closed';
    } finally {
      noLonger?.();
      recording.flush();
    }
  };

  let closed = false;
  const flushing = setInterval(() => recording.flush(), flushEveryMs);
  flushing.unref();
  let server: LoopbackServer | undefined;
  if (folder !== undefined) {
    server = await startServer(folder, options.port ?? 0, {
      send,
      now: () => clock.now(),
      describe: (callerName, owner) => ({
        ...{ organizationName, seed, account, region, warnings, stackOutputs: deployed.stackOutputs },
        ...{ targets: places, credentials: sandbox.credentials(operator(callerName, owner ?? account)) },
      }),
      pass: (milliseconds) => driver.during(new Promise<void>((resolve) => clock.setTimer(clock.now() + milliseconds, resolve))),
      async run(executionArn, how, onEvent) {
        for (const event of recording.past(engineOf(executionArn).execution(executionArn))) onEvent(event);
        const stop = recording.onEvent(onEvent);
        try {
          return await run(executionArn, how);
        } finally {
          stop();
        }
      },
    });
  }

  return {
    role: 'owner',
    ...{ organizationName, seed, account, region, warnings, sandbox, clock },
    engine: fleet.engine(account, region),
    stackOutputs: deployed.stackOutputs,
    now: () => clock.now(),
    targets: places,
    sdkConfig: (callerName, at = { account, region }): SdkConfig => ({
      region: at.region,
      credentials: sandbox.credentials(operator(callerName, at.account)),
      maxAttempts: 1,
      forcePathStyle: true,
      requestHandler: sdkTransport(send),
    }),
    executionFolder: (name) => (executionsDirectory === undefined ? undefined : executionFolder(executionsDirectory, name)),
    onEvent: (listener: (event: ExecutionEvent) => void) => recording.onEvent(listener),
    run,
    ...(server === undefined ? {} : { server: server.address }),
    operatorCredentials: (callerName) => sandbox.credentials(operator(callerName, account)),
    runInBackground: () => background.begin(),
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(flushing);
      driver.close();
      await server?.close();
      recording.flush();
      await sandbox.close();
      lock?.release();
    },
  };
}

function seedOf(seed: number | undefined): { seed?: number } {
  return seed === undefined ? {} : { seed };
}
