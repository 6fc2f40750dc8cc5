import type { Json } from '../json.ts';
import type { Clock, TimerHandle } from '../ports.ts';

/** A task of an activity that waits for a worker. */
export interface ActivityTask {
  readonly token: string;
  readonly input: Json;
  /** A worker took it. */
  started(workerName: string | undefined): void;
}

interface Poll {
  readonly workerName: string | undefined;
  readonly answer: (task: { taskToken: string; input: string } | undefined) => void;
  readonly timer: TimerHandle;
}

interface Activity {
  readonly tasks: ActivityTask[];
  readonly polls: Poll[];
}

/** GetActivityTask waits this long for a task, in milliseconds. */
const pollTime = 60_000;

/** Activities and the tasks that wait for their workers, first come first served. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html */
export class Activities {
  private readonly activities = new Map<string, Activity>();

  constructor(private readonly clock: Clock) {}

  create(arn: string): void {
    if (!this.activities.has(arn)) this.activities.set(arn, { tasks: [], polls: [] });
  }

  delete(arn: string): void {
    this.activities.delete(arn);
  }

  has(arn: string): boolean {
    return this.activities.has(arn);
  }

  /** Hands the task to a worker that waits, else queues it. Returns how to call it off. */
  schedule(arn: string, task: ActivityTask): () => void {
    const activity = this.activities.get(arn);
    const poll = activity?.polls.shift();
    if (activity === undefined) return () => undefined;
    if (poll !== undefined) {
      this.clock.clearTimer(poll.timer);
      hand(task, poll);
      return () => undefined;
    }
    activity.tasks.push(task);
    return () => {
      const index = activity.tasks.indexOf(task);
      if (index >= 0) activity.tasks.splice(index, 1);
    };
  }

  /** The next task, waiting for one as long as GetActivityTask does. */
  poll(arn: string, workerName: string | undefined): Promise<{ taskToken: string; input: string } | undefined> {
    const activity = this.activities.get(arn);
    return new Promise((answer) => {
      if (activity === undefined) {
        answer(undefined);
        return;
      }
      const task = activity.tasks.shift();
      if (task !== undefined) {
        hand(task, { workerName, answer });
        return;
      }
      const timer = this.clock.setTimer(
        this.clock.now() + pollTime,
        () => {
          activity.polls.splice(activity.polls.indexOf(poll), 1);
          answer(undefined);
        },
        'background',
      );
      const poll: Poll = { workerName, answer, timer };
      activity.polls.push(poll);
    });
  }
}

function hand(task: ActivityTask, { workerName, answer }: Pick<Poll, 'workerName' | 'answer'>): void {
  task.started(workerName);
  answer({ taskToken: task.token, input: JSON.stringify(task.input) });
}
