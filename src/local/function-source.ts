/** Configurations and credentials of functions, from the simulated Lambda and IAM. */
import { functions, type FunctionRow } from '../sandbox/lambda/rows.ts';
import type { SandboxPart } from './parts.ts';
import { administrator } from './deploy-targets.ts';
import type { FunctionConfiguration } from './bundles/container.ts';
import type { FunctionSource } from './bundles/function-runner.ts';
import { functionRoleWarnings } from './function-role-check.ts';
import { serviceSession } from './sessions.ts';

/** What GetFunctionConfiguration answers, as far as it matters here. */
interface Configuration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Version?: string;
  readonly Handler: string;
  readonly Role: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly TracingConfig?: { readonly Mode?: string };
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

/** `now` is virtual; `warn` is told once of each function whose role lacks what its log or traces need. */
export function functionSource(sandbox: SandboxPart, now: () => number, warn: (warning: string) => void): FunctionSource {
  const checked = new Set<string>();
  /** What was read of each function, for as long as its row stays the same: a change puts another one. */
  const known = new Map<string, { readonly row: FunctionRow; readonly configuration: FunctionConfiguration }>();
  return {
    async configuration(functionArn): Promise<FunctionConfiguration> {
      const row = functions(sandbox.store).get(functionArn.split(':').slice(0, 7).join(':'));
      const before = known.get(functionArn);
      if (before && before.row === row) return before.configuration;
      const [, , , region = '', account = ''] = functionArn.split(':');
      const outcome = await sandbox.invoke({
        service: 'lambda',
        operation: 'GetFunctionConfiguration',
        input: { FunctionName: functionArn },
        account,
        region,
        caller: administrator(account),
      });
      if ('error' in outcome) throw outcome.error;
      const found = outcome.output as Configuration;
      const configuration: FunctionConfiguration = {
        functionName: found.FunctionName,
        functionArn,
        version: found.Version ?? '$LATEST',
        handler: found.Handler,
        roleArn: found.Role,
        timeoutSeconds: found.Timeout ?? 3,
        memorySize: found.MemorySize ?? 128,
        environment: found.Environment?.Variables ?? {},
        account,
        region,
      };
      if (!checked.has(functionArn)) {
        checked.add(functionArn);
        functionRoleWarnings(sandbox, configuration, found.TracingConfig?.Mode, now()).forEach(warn);
      }
      if (row) known.set(functionArn, { row, configuration });
      return configuration;
    },
    credentials: ({ roleArn, functionName }) =>
      sandbox.credentials(serviceSession(sandbox, 'lambda', roleArn, functionName, now())),
  };
}
