import { CreateFlowLogsCommand, DeleteFlowLogsCommand, DescribeFlowLogsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CannotRemediate, definePlaybook, nameOf, type Aws, type Resource } from './playbook.ts';

/** Destinations of the VPC's flow logs, in order. */
type Image = readonly string[];

async function describe(resource: Resource, aws: Aws) {
  const Filter = [{ Name: 'resource-id', Values: [nameOf(resource)] }];
  const { FlowLogs = [] } = await aws.client(EC2Client).send(new DescribeFlowLogsCommand({ Filter }));
  return FlowLogs;
}

async function look(resource: Resource, aws: Aws) {
  const image = (await describe(resource, aws)).map(({ LogDestination }) => LogDestination ?? '').sort();
  return { image, compliant: image.length > 0 };
}

/** Sends a VPC's flow logs to the bucket that the rule names. */
export const vpcFlowLogs = definePlaybook<Image>({
  name: 'vpc-flow-logs',
  controls: ['EC2.6'],
  check: look,
  plan(image, _resource, { destination }) {
    if (!destination?.startsWith('arn:aws:s3:::')) {
      throw new CannotRemediate('the rule has no `with: {destination: arn:aws:s3:::<bucket>}` for flow logs');
    }
    return { image: [...image, destination].sort(), changes: [`flow logs of all traffic to ${destination}`] };
  },
  async apply(resource, before, after, aws) {
    for (const LogDestination of after.filter((destination) => !before.includes(destination))) {
      const { Unsuccessful = [] } = await aws.client(EC2Client).send(
        new CreateFlowLogsCommand({
          ResourceIds: [nameOf(resource)],
          ResourceType: 'VPC',
          TrafficType: 'ALL',
          LogDestinationType: 's3',
          LogDestination,
        }),
      );
      const failure = Unsuccessful.find(({ Error: error }) => error?.Code !== 'FlowLogAlreadyExists')?.Error;
      if (failure) throw new CannotRemediate(`${failure.Code}: ${failure.Message}`);
    }
  },
  verify: look,
  async undo(resource, before, after, aws) {
    const ours = after.filter((destination) => !before.includes(destination));
    const FlowLogIds = (await describe(resource, aws))
      .filter(({ LogDestination = '' }) => ours.includes(LogDestination))
      .flatMap(({ FlowLogId }) => FlowLogId ?? []);
    if (FlowLogIds.length > 0) await aws.client(EC2Client).send(new DeleteFlowLogsCommand({ FlowLogIds }));
  },
});
