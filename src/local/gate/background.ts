import type { Driver } from './driver.ts';

/**
 * Lets virtual time pass while executions run although nobody waits for one, as `groundcrew serve` does. While none runs, time stands
 * still: schedules alone do not carry it on.
 */
export class Background {
  private readonly running = new Set<string>();
  private wanted = false;
  private allClosed: (() => void) | undefined;

  constructor(private readonly driver: Driver) {}

  started(executionArn: string): void {
    this.running.add(executionArn);
    this.goOn();
  }

  closed(executionArn: string): void {
    this.running.delete(executionArn);
    if (this.running.size > 0) return;
    this.allClosed?.();
    this.allClosed = undefined;
  }

  /** Whether somebody outside is served. */
  get serves(): boolean {
    return this.wanted;
  }

  /** From now on. Returns the function that ends it. */
  begin(): () => void {
    this.wanted = true;
    this.goOn();
    return () => {
      this.wanted = false;
      this.allClosed?.();
      this.allClosed = undefined;
    };
  }

  private goOn(): void {
    if (!this.wanted || this.allClosed || this.running.size === 0) return;
    void this.driver.during(new Promise<void>((resolve) => (this.allClosed = resolve)));
  }
}
