/** What our functions may call: the actions of their roles in the packaged templates. Tests of the roles show that each is needed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectRoot } from '../project-root.ts';
import { findMachine } from '../workflows/machine.ts';

/** An action that a function's role allows. */
export interface FunctionCall {
  readonly functionName: string;
  readonly action: string;
  /** Where the role allows it in one Region only. */
  readonly region?: string;
}

/** A machine's template as far as it says what its functions call. */
export interface PackagedMachine {
  readonly target: string;
  /** The calls of every function whose placeholder (`${CheckPlan}`) is in the text; undefined where the template has none of them. */
  callsOf(functionName: string): readonly FunctionCall[] | undefined;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}
interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: unknown;
}

const templateName = 'cloudformation-template-update-stack.json';
/** Written by Lambda and X-Ray for the function: a function goes on when they are refused. */
const beside = /^(logs|xray):/;

/** The machine of that name among the packaged targets; undefined when none has it, or nothing is packaged. */
export function packagedMachine(workflow: string): PackagedMachine | undefined {
  const folder = resolve(process.env.GROUNDCREW_TARGETS ?? join(projectRoot, '.serverless'));
  if (!existsSync(folder)) return undefined;
  for (const target of readdirSync(folder).sort()) {
    const file = join(folder, target, templateName);
    if (!existsSync(file)) continue;
    const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Resource> };
    const machines = Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
      .map(({ Properties }) => ({ name: String(Properties!['StateMachineName']), properties: Properties! }));
    const machine = findMachine(machines, workflow);
    if (machine)
      return {
        target,
        callsOf: (text) => {
          const found = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => callsOf(name!, machine.properties, Resources));
          return found.some((calls) => calls !== undefined) ? found.flatMap((calls) => calls ?? []) : undefined;
        },
      };
  }
  return undefined;
}

/** The logical id that a value refers to by Ref or Fn::GetAtt. */
function logicalId(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': getAtt } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  return Ref ?? getAtt?.[0];
}

function callsOf(
  name: string,
  { DefinitionSubstitutions }: Readonly<Record<string, unknown>>,
  resources: Readonly<Record<string, Resource>>,
): FunctionCall[] | undefined {
  const substitutions = (DefinitionSubstitutions ?? {}) as Readonly<Record<string, unknown>>;
  const substituted = resources[logicalId(substitutions[name]) ?? ''];
  const properties =
    substituted?.Type === 'AWS::Lambda::Version'
      ? resources[logicalId(substituted.Properties!['FunctionName']) ?? '']?.Properties
      : substituted?.Properties;
  if (properties === undefined) return undefined;
  const role = resources[logicalId(properties['Role']) ?? ''];
  const policies = (role?.Properties?.['Policies'] ?? []) as readonly { PolicyDocument: { Statement: readonly Statement[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = [], Resource: on }) => {
      const region = oneRegion(on);
      return [Action].flat().map((action) => ({ functionName: name, action, ...(region === undefined ? {} : { region }) }));
    })
    .filter(({ action }) => !beside.test(action));
}

/** The Region that all ARNs of a statement name literally. */
function oneRegion(on: unknown): string | undefined {
  const found = new Set(
    [on].flat().map((value) => {
      const arn = typeof value === 'string' ? value : ((value ?? {}) as { 'Fn::Sub'?: unknown })['Fn::Sub'];
      return typeof arn === 'string' ? /^arn:[^:]+:[\w-]+:([a-z]{2}(?:-[a-z]+)+-\d):/.exec(arn)?.[1] : undefined;
    }),
  );
  return found.size === 1 ? [...found][0] : undefined;
}
