import type { ExecutionStatus } from '../api/engine-port.ts';
import { jsonText, parsedText } from '../json-text.ts';
import type { Json } from '../json.ts';
import type { Described, Ending } from './recorded-input.ts';

/** An execution as those see it who wait for its end; Execution is one. */
export interface EndedExecution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: ExecutionStatus;
  readonly input: string;
  readonly inputValue: Json;
  readonly output?: string | undefined;
  readonly outputValue: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startDate: number;
  readonly stopDate: number | undefined;
  readonly redriveCount: number;
  readonly redriveDate: number | undefined;
}

/** Stands for an execution that is not in memory; `end` says how it ended, once it has. */
export class AbsentExecution implements EndedExecution {
  status: ExecutionStatus = 'RUNNING';
  outputValue: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  stopDate: number | undefined;
  redriveCount = 0;
  redriveDate: number | undefined;

  constructor(
    readonly arn: string,
    readonly name: string,
    readonly stateMachineArn: string,
    readonly inputValue: Json,
    readonly startDate: number,
  ) {}

  static of({ arn, name, stateMachineArn, input, startDate, ...end }: Described): AbsentExecution {
    const absent = new AbsentExecution(arn, name, stateMachineArn, parsedText(input), startDate);
    absent.end(end);
    return absent;
  }

  end({ status, output, error, cause, stopDate, redriveCount = 0, redriveDate }: Ending): void {
    Object.assign(this, { redriveCount, redriveDate });
    Object.assign(this, { status, outputValue: output === undefined ? undefined : parsedText(output), error, cause, stopDate });
  }

  get input(): string {
    return jsonText(this.inputValue);
  }

  get output(): string | undefined {
    return this.outputValue === undefined ? undefined : jsonText(this.outputValue);
  }
}

/** How it ended, as it is kept. */
export function endingOf(ended: EndedExecution): Ending {
  const { status, outputValue, error, cause, stopDate, redriveCount, redriveDate } = ended;
  return {
    status,
    ...(outputValue === undefined ? {} : { output: jsonText(outputValue) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    stopDate: stopDate!,
    ...(redriveCount === 0 ? {} : { redriveCount }),
    ...(redriveDate === undefined ? {} : { redriveDate }),
  };
}

export function describedEnd(ended: EndedExecution): Described {
  const { arn, name, stateMachineArn, input, startDate } = ended;
  return { arn, name, stateMachineArn, input, startDate, ...endingOf(ended) };
}
