/** Bytes that a refusal may have: it is the Cause of a Fail state (32,768 characters at most) and stands in the state's payload. */
const refusalLimit = 30_000;

/** JSON text of as many errors as fit, with their full number and the file that has them all, where there is one. */
export function refusal(errors: readonly object[], file = ''): string {
  const shown: object[] = [];
  let length = 200;
  for (const error of errors) {
    length += JSON.stringify(error).length + 1;
    if (length > refusalLimit) break;
    shown.push(error);
  }
  return JSON.stringify({ total: errors.length, file, errors: shown });
}
