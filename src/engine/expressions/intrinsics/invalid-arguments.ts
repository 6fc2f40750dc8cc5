/** Arguments that an intrinsic function does not take; `message` is the end of AWS's text. Caught by compileIntrinsic. */
export class InvalidArguments extends Error {
  override readonly name = 'InvalidArguments';

  constructor(functionName: string, detail?: string) {
    super(`Invalid arguments in ${functionName}${detail === undefined ? '' : `: ${detail}`}`);
  }
}
