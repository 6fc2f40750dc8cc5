/**
 * A plugin of the Serverless Framework: state machines call the function versions that the same deployment publishes, so a running
 * execution keeps its code when the next deployment replaces it. The framework names a version after the hash of its code, a name
 * that no file can hold; here each `Fn::GetAtt: [<Name>LambdaFunction, Arn]` in DefinitionSubstitutions becomes a Ref to that version.
 */
module.exports = class PublishedVersions {
  constructor(serverless) {
    this.hooks = { 'after:aws:package:finalize:mergeCustomProviderResources': () => pinVersions(serverless) };
  }
};

function pinVersions(serverless) {
  const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
  const versionOf = new Map();
  for (const [version, { Type, Properties }] of Object.entries(Resources)) {
    if (Type === 'AWS::Lambda::Version') versionOf.set(Properties.FunctionName.Ref, version);
  }
  for (const [machine, { Type, Properties }] of Object.entries(Resources)) {
    if (Type !== 'AWS::StepFunctions::StateMachine') continue;
    for (const [name, value] of Object.entries(Properties.DefinitionSubstitutions ?? {})) {
      const target = value['Fn::GetAtt']?.[0];
      if (!target || Resources[target]?.Type !== 'AWS::Lambda::Function') continue;
      const version = versionOf.get(target);
      if (!version) throw new Error(`${machine}: ${name} stands for ${target}, of which no version is published`);
      Properties.DefinitionSubstitutions[name] = { Ref: version };
    }
  }
}
