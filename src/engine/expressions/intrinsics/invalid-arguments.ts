/** Arguments that an intrinsic function does not take; `message` is the end of AWS's text. Caught by compileIntrinsic. */
export class InvalidArguments extends Error {
  override readonly name = 'InvalidArguments';

  constructor(functionName: string, detail?: string) {
    super(`Invalid arguments in ${functionName}${detail === undefined ? '' : `: ${detail}`}`);
  }
}

/** A template of States.Format that cannot be read. */
export class InvalidTemplate extends Error {
  override readonly name = 'InvalidTemplate';

  constructor(functionName: string, detail: string) {
    super(`Invalid template in ${functionName}: ${detail}`);
  }
}
