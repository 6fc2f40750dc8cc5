import { ExitCode } from './exit-code.ts';

/**
 * An error meant for the person at the terminal: what happened, where and why in `message`, what to do next in `next`.
 * Anything else that reaches main.ts is a defect and is printed as one.
 */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  constructor(
    message: string,
    readonly exitCode: ExitCode,
    readonly next?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The command line itself is wrong. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  constructor(message: string, next?: string) {
    super(message, ExitCode.InvalidInput, next);
  }
}

/** A file named on the command line cannot be used. */
export class InputFileError extends CliError {
  override readonly name = 'InputFileError';
  constructor(message: string, next?: string, options?: ErrorOptions) {
    super(message, ExitCode.InvalidInput, next, options);
  }
}

export class NotFoundError extends CliError {
  override readonly name = 'NotFoundError';
  constructor(message: string, next?: string) {
    super(message, ExitCode.NotFound, next);
  }
}
