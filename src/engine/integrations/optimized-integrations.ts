/** The ways in which a task can wait for what it called, as written after the action of a Resource. */
export type IntegrationPattern = 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken';

const R = 'requestResponse';
const S = 'sync';
const S2 = 'sync:2';
const T = 'waitForTaskToken';
type Patterns = readonly IntegrationPattern[];
const actions = (names: string, ...patterns: IntegrationPattern[]): [string, Patterns][] =>
  names.split(' ').map((name) => [name, patterns]);

/**
 * Optimized integrations, `arn:aws:states:::<service>:<action>`, and the patterns that each has.
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
const OPTIMIZED: ReadonlyMap<string, ReadonlyMap<string, Patterns>> = new Map(
  Object.entries({
    apigateway: actions('invoke', R, T),
    athena: [...actions('startQueryExecution', R, S), ...actions('stopQueryExecution getQueryExecution getQueryResults', R)],
    batch: actions('submitJob', R, S),
    bedrock: [...actions('invokeModel', R), ...actions('createModelCustomizationJob', R, S)],
    codebuild: [
      ...actions('startBuild startBuildBatch', R, S),
      ...actions('stopBuild stopBuildBatch batchDeleteBuilds batchGetReports batchGetBuildBatches', R),
    ],
    databrew: actions('startJobRun', R, S),
    dynamodb: actions('getItem putItem updateItem deleteItem', R),
    ecs: actions('runTask', R, S, T),
    eks: [
      ...actions('createCluster deleteCluster createFargateProfile deleteFargateProfile createNodegroup deleteNodegroup', R, S),
      ...actions('runJob', R, S),
      ...actions('call', R),
    ],
    elasticmapreduce: [
      ...actions('createCluster terminateCluster addStep', R, S),
      ...actions('cancelStep setClusterTerminationProtection modifyInstanceFleetByName modifyInstanceGroupByName', R),
    ],
    'emr-containers': [...actions('createVirtualCluster', R), ...actions('deleteVirtualCluster startJobRun', R, S)],
    'emr-serverless': actions(
      'createApplication startApplication stopApplication deleteApplication startJobRun cancelJobRun',
      R,
      S,
    ),
    events: actions('putEvents', R, T),
    glue: actions('startJobRun', R, S),
    http: actions('invoke', R),
    lambda: actions('invoke', R, T),
    mediaconvert: actions('createJob', R, S),
    sagemaker: [
      ...actions(
        'createTrainingJob createTransformJob createHyperParameterTuningJob createLabelingJob createProcessingJob',
        R,
        S,
      ),
      ...actions('createModel createEndpoint createEndpointConfig updateEndpoint', R),
    ],
    sns: actions('publish', R, T),
    sqs: actions('sendMessage', R, T),
    states: actions('startExecution', R, S, S2, T),
  }).map(([service, list]) => [service, new Map(list)]),
);

/** The patterns of an optimized integration; undefined when Step Functions has no such integration. */
export const optimizedPatterns = (service: string, action: string): Patterns | undefined => OPTIMIZED.get(service)?.get(action);
