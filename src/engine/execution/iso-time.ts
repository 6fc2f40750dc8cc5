let lastTime = NaN;
let lastText = '';

/** `2026-11-23T10:00:00.000Z`. Virtual time stands still while thousands of states are entered, so the last text is kept. */
export function isoTime(milliseconds: number): string {
  if (milliseconds !== lastTime) {
    lastTime = milliseconds;
    lastText = new Date(milliseconds).toISOString();
  }
  return lastText;
}
