/** AWS::StepFunctions::* (CloudFormation Template Reference, AWS Step Functions), through the Step Functions API of the engine. */
import type { Json } from '../../../engine/json.ts';
import { isObject, type JsonObject } from '../template.ts';
import { createOrUpdate, listOf, physicalName, pick, textOf, type ResourceType } from '../resource-type.ts';

const stateMachine: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const name = physicalName(request, context, 'StateMachineName', 80);
    const arn = `arn:aws:states:${context.region}:${context.account}:stateMachine:${name}`;
    const settings = {
      definition: definitionText(properties),
      roleArn: textOf(properties, 'RoleArn'),
      ...camelCase(pick(properties, ['LoggingConfiguration', 'TracingConfiguration', 'EncryptionConfiguration'])),
    };
    await createOrUpdate<object>(
      () =>
        context.call('states', 'CreateStateMachine', {
          name,
          type: properties['StateMachineType'] ?? 'STANDARD',
          tags: listOf(properties, 'Tags').map((tag) => camelCase(tag as JsonObject)),
          ...settings,
        }),
      ['StateMachineAlreadyExists'],
      () => context.call('states', 'UpdateStateMachine', { stateMachineArn: arn, ...settings }),
    );
    return { physicalId: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: 'INITIAL' } };
  },
};

const version: ResourceType = {
  async apply({ properties, previous }, context) {
    if (previous) return previous;
    const { stateMachineVersionArn } = await context.call<{ stateMachineVersionArn: string }>(
      'states',
      'PublishStateMachineVersion',
      {
        stateMachineArn: textOf(properties, 'StateMachineArn'),
        ...(properties['Description'] ? { description: properties['Description'] } : {}),
      },
    );
    return { physicalId: stateMachineVersionArn, attributes: { Arn: stateMachineVersionArn } };
  },
};

const alias: ResourceType = {
  async apply({ properties, previous }, context) {
    const preference = properties['DeploymentPreference'];
    const routes = isObject(preference)
      ? [{ stateMachineVersionArn: preference['StateMachineVersionArn'], weight: 100 }]
      : listOf(properties, 'RoutingConfiguration').map((route) => camelCase(route as JsonObject));
    const settings = { routingConfiguration: routes, ...camelCase(pick(properties, ['Description'])) };
    if (previous) {
      await context.call('states', 'UpdateStateMachineAlias', { stateMachineAliasArn: previous.physicalId, ...settings });
      return previous;
    }
    const name = textOf(properties, 'Name');
    const { stateMachineAliasArn } = await context.call<{ stateMachineAliasArn: string }>('states', 'CreateStateMachineAlias', {
      name,
      ...settings,
    });
    return { physicalId: stateMachineAliasArn, attributes: { Arn: stateMachineAliasArn } };
  },
};

const activity: ResourceType = {
  async apply(request, context) {
    const name = physicalName(request, context, 'Name', 80);
    const { activityArn } = await context.call<{ activityArn: string }>('states', 'CreateActivity', { name });
    return { physicalId: activityArn, attributes: { Arn: activityArn, Name: name } };
  },
};

/** DefinitionString, or Definition as text, with `${Name}` replaced as DefinitionSubstitutions says. */
function definitionText(properties: JsonObject): string {
  const { DefinitionString: text, Definition: document, DefinitionSubstitutions: given } = properties;
  const definition = typeof text === 'string' ? text : JSON.stringify(document);
  const substitutions = isObject(given) ? given : {};
  return definition.replace(/\$\{([a-zA-Z0-9_-]+)\}/g, (whole, name: string) =>
    Object.hasOwn(substitutions, name) ? inJsonText(String(substitutions[name])) : whole,
  );
}

/** A value as it stands between the quotes of a JSON string. */
function inJsonText(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** Member names with a small first letter, at every depth: how the Step Functions API names what CloudFormation capitalizes. */
function camelCase(value: JsonObject): JsonObject {
  const convert = (json: Json): Json => (Array.isArray(json) ? json.map(convert) : isObject(json) ? camelCase(json) : json);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.charAt(0).toLowerCase() + key.slice(1), convert(member)]),
  );
}

export const stepFunctions: Readonly<Record<string, ResourceType>> = {
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::StepFunctions::StateMachineVersion': version,
  'AWS::StepFunctions::StateMachineAlias': alias,
  'AWS::StepFunctions::Activity': activity,
};
