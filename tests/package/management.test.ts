/** The packaged template of target management, and the bundles in its zips. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repositoryRoot, trackedFiles } from '../support/repository.ts';
import { packagedTarget } from './packaged-template.ts';

const target = packagedTarget('management');

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}
const list = <Item>(value: Item | readonly Item[]): readonly Item[] => (Array.isArray(value) ? value : [value as Item]);
const roleName = (role: unknown): string | undefined => (role as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt']?.[0];

/** Actions that know no resource, or none that is known before the call; each statement on `*` may hold only these. */
const actionsOnEverything = [
  /^xray:/,
  /^logs:(CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
  /^organizations:(List|Describe)/,
  /^controltower:/,
  /^servicequotas:GetServiceQuota$/,
  /^servicecatalog:/,
  /^sso(-directory)?:/,
  /^identitystore:GetGroupId$/,
  /^cloudwatch:PutMetricData$/,
  /^cloudtrail:LookupEvents$/,
  /^cloudwatch:DescribeAlarms$/,
  /^iam:SimulateCustomPolicy$/,
  /^scheduler:ListSchedules$/,
  /^organizations:(CreatePolicy|TagResource)$/,
];

describe('roles of target management', () => {
  it('belong to one function, machine, rule or schedule each', () => {
    const users = [
      ...target.ofType('AWS::Lambda::Function').map(([, { Properties }]) => roleName(Properties.Role)),
      ...target.ofType('AWS::StepFunctions::StateMachine').map(([, { Properties }]) => roleName(Properties.RoleArn)),
      ...target
        .ofType('AWS::Events::Rule')
        .flatMap(([, { Properties }]) => Properties.Targets.filter((to: { RoleArn?: unknown }) => to.RoleArn))
        .map((to: { RoleArn: unknown }) => roleName(to.RoleArn)),
      ...target.ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => roleName(Properties.Target.RoleArn)),
      // Schedules that a function makes have the role that its environment names.
      ...new Set(
        target
          .ofType('AWS::Lambda::Function')
          .flatMap(([, { Properties }]) => Object.entries(Properties.Environment?.Variables ?? {}))
          .filter(([name]) => name.endsWith('_ROLE_ARN'))
          .map(([, role]) => roleName(role)),
      ),
      // Schedules that a person makes have the role that an output names.
      ...Object.entries(target.outputs)
        .filter(([name]) => name.endsWith('RoleArn'))
        .map(([, { Value }]) => roleName(Value)),
    ];
    expect(users).not.toContain(undefined);
    expect(new Set(users).size).toBe(users.length);
    expect(
      target
        .ofType('AWS::IAM::Role')
        .map(([id]) => id)
        .sort(),
    ).toEqual([...users].sort());
  });

  it('name actions, never a wildcard, and resources wherever the action knows them', () => {
    const wrong = target.ofType('AWS::IAM::Role').flatMap(([id, { Properties }]) =>
      Properties.Policies.flatMap((policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement)
        .filter(
          ({ Action, Resource }: Statement) =>
            list(Action).some((action) => action.includes('*')) ||
            (list(Resource).includes('*') &&
              !list(Action).every((action) => actionsOnEverything.some((allowed) => allowed.test(action)))),
        )
        .map(({ Sid }: Statement) => `${id}: ${Sid}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('machines of target management', () => {
  it('have every ${Name} of their definition substituted, and none that it lacks', () => {
    for (const [id, { Properties }] of target.ofType('AWS::StepFunctions::StateMachine')) {
      const used = [...String(Properties.DefinitionString).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      expect({ id, names: [...new Set(used)].sort() }).toEqual({
        id,
        names: Object.keys(Properties.DefinitionSubstitutions).sort(),
      });
    }
  });

  it('call published versions of functions', () => {
    for (const [, { Properties }] of target.ofType('AWS::StepFunctions::StateMachine')) {
      for (const value of Object.values<{ 'Fn::GetAtt'?: string[] }>(Properties.DefinitionSubstitutions)) {
        const referenced = value['Fn::GetAtt']?.[0];
        expect(referenced && target.resources[referenced]!.Type).not.toBe('AWS::Lambda::Function');
      }
    }
  });

  it('trace, and log errors without execution data', () => {
    for (const [, { Properties }] of target.ofType('AWS::StepFunctions::StateMachine')) {
      expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
      expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
    }
  });

  it('name only errors that a handler raises, Step Functions or AWS has', () => {
    const ours = trackedFiles()
      .filter((file) => /^handlers\/.*errors\.ts$/.test(file))
      .flatMap((file) => [...readFileSync(join(repositoryRoot, file), 'utf8').matchAll(/override readonly name = '(\w+)'/g)])
      .map(([, name]) => name);
    const awsErrors =
      /^(States|Lambda|StepFunctions|SNS|CloudWatch|Sandbox)\.\w+$|^(ConflictException|ConcurrentModificationException)$/;
    const definitions = target
      .ofType('AWS::StepFunctions::StateMachine')
      .map(([, { Properties }]) => String(Properties.DefinitionString));
    const used = definitions.flatMap((text) => {
      const names: string[] = [];
      JSON.parse(text, (key, value: unknown) => {
        if (key === 'ErrorEquals') names.push(...(value as string[]));
        return value;
      });
      return names;
    });
    expect([...new Set(used)].filter((name) => !ours.includes(name) && !awsErrors.test(name))).toEqual([]);
  });
});

describe('stores of target management', () => {
  it('outlive the stack, with point-in-time recovery, deletion protection, versions and encryption', () => {
    const { LedgerTable, BatchBucket } = target.resources;
    expect(LedgerTable).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
    expect(BatchBucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { VersioningConfiguration: { Status: 'Enabled' } },
    });
    expect(Object.values(BatchBucket!.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(BatchBucket!.Properties.BucketName).toBeUndefined();
    expect(LedgerTable!.Properties.TableName).toBeUndefined();
  });

  it('keep every log for a stated time', () => {
    for (const [, { Properties }] of target.ofType('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBeGreaterThan(0);
  });
});

describe('functions of target management', () => {
  const load = createRequire(join(repositoryRoot, 'package.json'));

  it('are 64-bit ARM on Node.js 22, each zip under 100 kB', () => {
    for (const [id, { Properties }] of target.ofType('AWS::Lambda::Function')) {
      expect({ id, runtime: Properties.Runtime, architectures: Properties.Architectures }).toEqual({
        id,
        runtime: 'nodejs22.x',
        architectures: ['arm64'],
      });
      const zip = join(target.folder, String(Properties.Code.S3Key).split('/').at(-1)!);
      expect(statSync(zip).size).toBeLessThan(100_000);
    }
  });

  it('raise InvalidInput by that name, minified, for input that is not theirs', async () => {
    for (const [id, { Properties }] of target.ofType('AWS::Lambda::Function')) {
      const file = join(repositoryRoot, String(Properties.Handler).replace(/\.handler$/, '.js'));
      expect(existsSync(file)).toBe(true);
      const { handler } = load(file) as { handler: (event: unknown) => Promise<unknown> };
      await expect(handler(null).catch((error: Error) => `${id} ${error.name}`)).resolves.toBe(`${id} InvalidInput`);
    }
  });
});
