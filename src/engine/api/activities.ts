import type { Json } from '../json.ts';
import { activityMissing } from './api-error.ts';
import { parseArn } from './arn.ts';
import type { EnginePort } from './engine-port.ts';
import { checkName } from './names.ts';
import { page } from './paging.ts';
import type { PageRequest } from './paging.ts';
import { AWS_OWNED_KEY, seconds } from './state-machine.ts';

type Output = { [key: string]: Json };

interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly creationDate: number;
  readonly tags: Map<string, string>;
}

/** Activities: work that people's own programs poll for. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html */
export class Activities {
  private readonly activities = new Map<string, Activity>();

  constructor(
    private readonly engine: EnginePort,
    private readonly arnPrefix: string,
    private readonly now: () => number,
  ) {}

  /** The same call again gives the same answer. */
  create(input: { name: string; tags?: readonly { key: string; value: string }[] }): Output {
    const arn = `${this.arnPrefix}:activity:${checkName(input.name)}`;
    const { name, tags = [] } = input;
    const activity = this.activities.get(arn) ?? {
      arn,
      name,
      creationDate: this.now(),
      tags: new Map(tags.map(({ key, value }) => [key, value])),
    };
    this.activities.set(arn, activity);
    this.engine.createActivity(arn);
    return { activityArn: arn, creationDate: seconds(activity.creationDate) };
  }

  describe({ activityArn }: { activityArn: string }): Output {
    const { arn, name, creationDate } = this.find(activityArn);
    return { activityArn: arn, name, creationDate: seconds(creationDate), encryptionConfiguration: AWS_OWNED_KEY };
  }

  list(request: PageRequest): Output {
    const { items, nextToken } = page([...this.activities.values()], request, 'activities');
    return {
      activities: items.map(({ arn, name, creationDate }) => ({ activityArn: arn, name, creationDate: seconds(creationDate) })),
      ...(nextToken !== undefined && { nextToken }),
    };
  }

  /** Deleting what does not exist is no error. */
  delete({ activityArn }: { activityArn: string }): Output {
    parseArn(activityArn, 'activity');
    if (this.activities.delete(activityArn)) this.engine.deleteActivity(activityArn);
    return {};
  }

  /** Waits as long as AWS does for a task; without one the answer has no token. */
  async task(input: { activityArn: string; workerName?: string }): Promise<Output> {
    this.find(input.activityArn);
    return { ...(await this.engine.activityTask(input)) };
  }

  tags(arn: string): Map<string, string> | undefined {
    return this.activities.get(arn)?.tags;
  }

  private find(arn: string): Activity {
    parseArn(arn, 'activity');
    const activity = this.activities.get(arn);
    if (activity === undefined) throw activityMissing(arn);
    return activity;
  }
}
