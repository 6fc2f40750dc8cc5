import type { MaybePromise } from './maybe-promise.ts';

/**
 * What can run now, in the order in which it became ready. One job at a time: while a job waits for a JSONata evaluation the queue does
 * not advance, so how many microtasks an evaluation takes never decides the order of events.
 */
export class ReadyQueue {
  private jobs: (() => MaybePromise<void>)[] = [];
  private head = 0;
  private draining = false;

  /** Runs `job` after everything that is ready already; at once when nothing is. */
  add(job: () => MaybePromise<void>): void {
    this.jobs.push(job);
    if (!this.draining) this.drain();
  }

  private drain(): void {
    this.draining = true;
    while (this.head < this.jobs.length) {
      const job = this.jobs[this.head]!;
      this.head += 1;
      if (this.head > 4096 && this.head * 2 > this.jobs.length) {
        this.jobs = this.jobs.slice(this.head);
        this.head = 0;
      }
      const running = job();
      if (running instanceof Promise) {
        // A rejection is a mistake of this program, not of a definition: it must not be lost.
        void running.then(() => this.drain());
        return;
      }
    }
    this.jobs = [];
    this.head = 0;
    this.draining = false;
  }
}
