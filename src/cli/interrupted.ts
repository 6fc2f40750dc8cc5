/** Settles when the process is asked to end, and keeps it alive until then. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    // A server alone does not keep the process: a command that ends is not held up by it.
    const alive = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
}
