/** Configurations and credentials of functions, from the simulated Lambda and IAM. */
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
  /** Of published versions, which never change. */
  const published = new Map<string, FunctionConfiguration>();
  return {
    async configuration(functionArn): Promise<FunctionConfiguration> {
      const known = published.get(functionArn);
      if (known) return known;
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
      if (/:\d+$/.test(functionArn)) published.set(functionArn, configuration);
      return configuration;
    },
    credentials: ({ roleArn, functionName }) =>
      sandbox.credentials(serviceSession(sandbox, 'lambda', roleArn, functionName, now())),
  };
}
