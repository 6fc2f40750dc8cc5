/** A time axis on which long stretches without any event are short: each is a break of one width, with its real length told. */
export interface TimeScale {
  /** Place of a time, 0 to 1. */
  place(at: number): number;
  /** Time of a place. */
  timeAt(place: number): number;
  /** The stretches left out. */
  readonly breaks: readonly { readonly from: number; readonly until: number }[];
}

/** Shorter pauses are drawn as they are, in milliseconds. */
const idle = 5000;
/** More breaks than these would hide what lies between them. */
const mostBreaks = 12;
/** Share of the axis that one break takes. */
const breakShare = 0.03;

export function timeScale(times: readonly number[], from: number, until: number, collapse = true): TimeScale {
  const breaks = collapse ? breaksOf(times, from, until) : [];
  const stretches: { from: number; until: number; width: number }[] = [];
  const left = until - from - breaks.reduce((sum, gap) => sum + gap.until - gap.from, 0);
  const share = 1 - breaks.length * breakShare;
  let at = from;
  const busy = (end: number): void => {
    if (end > at) stretches.push({ from: at, until: end, width: left > 0 ? ((end - at) / left) * share : 0 });
  };
  for (const gap of breaks) {
    busy(gap.from);
    stretches.push({ ...gap, width: left > 0 ? breakShare : 1 / breaks.length });
    at = gap.until;
  }
  busy(until);
  const starts: number[] = [];
  let sum = 0;
  for (const { width } of stretches) {
    starts.push(sum);
    sum += width;
  }
  const froms = stretches.map((stretch) => stretch.from);
  const within = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
  return {
    breaks,
    place(time) {
      const index = lastAt(froms, time);
      const stretch = stretches[index];
      if (stretch === undefined) return 0;
      const part = within((time - stretch.from) / (stretch.until - stretch.from), 0, 1);
      return (starts[index]! + part * stretch.width) / (sum || 1);
    },
    timeAt(place) {
      const wanted = within(place, 0, 1) * (sum || 1);
      const index = lastAt(starts, wanted);
      const stretch = stretches[index];
      if (stretch === undefined) return from;
      const part = stretch.width > 0 ? within((wanted - starts[index]!) / stretch.width, 0, 1) : 0;
      return stretch.from + part * (stretch.until - stretch.from);
    },
  };
}

/** The longest pauses, each at least a twentieth of what is not left out. */
function breaksOf(times: readonly number[], from: number, until: number): { from: number; until: number }[] {
  const gaps: { from: number; until: number }[] = [];
  const all = [from, ...times.filter((time) => time >= from && time <= until), until];
  for (let index = 1; index < all.length; index += 1)
    if (all[index]! - all[index - 1]! > idle) gaps.push({ from: all[index - 1]!, until: all[index]! });
  const length = (gap: { from: number; until: number }): number => gap.until - gap.from;
  const longest = [...gaps].sort((one, other) => length(other) - length(one)).slice(0, mostBreaks);
  const rest = until - from - longest.reduce((sum, gap) => sum + length(gap), 0);
  return longest.filter((gap) => length(gap) > rest / 20).sort((one, other) => one.from - other.from);
}

/** Index of the last value that is not above the one wanted; the first where all are. */
export function lastAt(values: readonly number[], wanted: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (values[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
